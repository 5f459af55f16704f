package io.spillway.streams.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.journal.JournalRig.Sent;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.log.CleanLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path temp;

  @SuppressWarnings("NullAway.Init") // set before each
  private Path folder;

  private final Random random = new Random(7);

  @BeforeEach
  void name() {
    folder = temp.resolve("net");
  }

  private List<Batch> batches(int count) {
    return IntStream.range(0, count).mapToObj(i -> JournalRig.batch(random, 1000L * i)).toList();
  }

  private JournalRig rig() throws IOException {
    return new JournalRig(folder);
  }

  private List<String> left() throws IOException {
    return JournalRig.texts(rig().recovered());
  }

  private List<Path> segments() throws IOException {
    return SegmentName.list(folder);
  }

  @Test
  void passesBatchesOnAfterOneFsyncForAllThatWait() throws IOException {
    JournalRig rig = rig();
    List<Sent> sent = batches(5).stream().map(rig::keep).toList();
    assertThat(sent).noneMatch(Sent::isPassedOn);
    assertThat(rig.writer).hasSize(1);
    rig.write();
    assertThat(sent).allMatch(Sent::isPassedOn);
    assertThat(rig.files.forces).isEqualTo(1);
    assertThat(rig.journal.counts().unsettledBatches()).isEqualTo(5);
    assertThat(sent.get(3).kept).isCompletedWithValue(sent.get(3).batch);
  }

  @Test
  void whatIsNotSettledComesAgainInOrderAndTheSame() throws IOException {
    for (int round = 0; round < 20; round++) {
      name();
      folder = temp.resolve("net" + round);
      JournalRig rig = rig();
      List<Batch> all = batches(1 + random.nextInt(30));
      List<Batch> open = new ArrayList<>();
      for (Batch batch : all) {
        Sent sent = rig.keep(batch);
        if (random.nextInt(3) == 0) {
          rig.write();
        }
        if (sent.isPassedOn() && random.nextBoolean()) {
          sent.settle();
        } else {
          open.add(batch);
        }
      }
      rig.write();
      assertThat(left()).isEqualTo(JournalRig.texts(open));
    }
  }

  @Test
  void whatComesAgainIsAcceptedAndSettlesWhereItIs() throws IOException {
    JournalRig first = rig();
    batches(4).forEach(first::written);
    JournalRig second = rig();
    assertThat(second.journal.counts().unsettledBatches()).isEqualTo(4);
    List<Batch> again = second.recovered();
    long records = again.stream().mapToLong(Batch::count).sum();
    SourceTally.Reading read = second.tally.read();
    assertThat(read.accepted()).isEqualTo(records).isEqualTo(read.fromJournal());
    assertThat(read.imbalance()).isZero();
    again.get(0).settlement().settled();
    again.get(2).settlement().settled();
    second.write();
    assertThat(left()).isEqualTo(JournalRig.texts(List.of(again.get(1), again.get(3))));
    again.get(1).settlement().settled();
    again.get(3).settlement().settled();
    second.write();
    assertThat(segments()).isEmpty();
  }

  @Test
  void recoveryWaitsForRoomInMemory() throws IOException {
    JournalRig first = rig();
    batches(2).forEach(first::written);
    JournalRig second = rig();
    second.budget.take(second.budget.limit());
    var next = second.journal.recovery().next(second.budget, second.tally, Runnable::run);
    assertThat(next.toCompletableFuture()).isNotDone();
    second.budget.giveBack(second.budget.limit());
    Batch batch = next.toCompletableFuture().join().orElseThrow();
    assertThat(second.budget.used()).isPositive();
    batch.settlement().settled();
    assertThat(second.budget.used()).isZero();
  }

  @Test
  void segmentsGoWhenAllOfTheirBatchesAreSettled() throws IOException {
    JournalRig rig = new JournalRig(folder, new JournalSettings(true, 8 * 4000));
    List<Sent> sent = new ArrayList<>();
    while (segments().size() < 4) {
      sent.add(rig.written(JournalRig.batch(random, sent.size() * 1000L)));
    }
    Path first = segments().get(0);
    sent.subList(1, sent.size()).forEach(Sent::settle);
    rig.write();
    assertThat(segments()).hasSize(2).contains(first);
    sent.get(0).settle();
    rig.write();
    assertThat(segments()).hasSize(1).doesNotContain(first);
    assertThat(rig.journal.counts().segments()).isEqualTo(1);
  }

  @Test
  void aCleanEndLeavesNothing() throws Exception {
    JournalRig rig = rig();
    batches(3).stream().map(rig::written).forEach(Sent::settle);
    rig.write();
    assertThat(folder).isNotEmptyDirectory();
    rig.journal.close();
    assertThat(folder).doesNotExist();
  }

  @Test
  void whatWasAbandonedStaysForTheNextStart() throws Exception {
    JournalRig rig = rig();
    List<Batch> all = batches(3);
    List<Sent> sent = all.stream().map(rig::written).toList();
    sent.get(0).settle();
    all.get(1).settlement().abandoned();
    sent.get(2).settle();
    rig.write();
    rig.journal.close();
    log.expect("journal keeps what was not delivered source=net batches=1");
    assertThat(left()).isEqualTo(JournalRig.texts(List.of(all.get(1))));
  }

  @Test
  void aFullDiskHoldsBatchesBackUntilThereIsRoom() throws IOException {
    log.expect("journal can't be written source=net", "No space left on device");
    JournalRig rig = rig();
    List<Batch> all = batches(4);
    rig.written(all.get(0));
    rig.files.room = 100;
    List<Sent> waiting = all.subList(1, 4).stream().map(rig::keep).toList();
    rig.write();
    rig.retry();
    assertThat(waiting).noneMatch(Sent::isPassedOn);
    assertThat(rig.journal.problem()).contains("No space left on device");
    assertThat(left()).isEqualTo(JournalRig.texts(all.subList(0, 1)));
    rig.files.room = Long.MAX_VALUE;
    rig.retry();
    assertThat(waiting).allMatch(Sent::isPassedOn);
    assertThat(rig.journal.problem()).isEmpty();
    assertThat(log.lines()).anyMatch(line -> line.contains("journal can be written again"));
    assertThat(left()).isEqualTo(JournalRig.texts(all));
  }

  @Test
  void aFullDiskIsTriedOnceASecond() throws IOException {
    log.expect("journal can't be written source=net", "No space left on device");
    JournalRig rig = rig();
    rig.files.room = 100;
    batches(3).forEach(rig::keep);
    rig.write();
    for (int second = 1; second <= 10; second++) {
      assertThat(rig.later).hasSize(1);
      assertThat(rig.files.creations).isEqualTo(second);
      batches(1).forEach(rig::keep);
      rig.files.room = second % 2 == 0 ? 0 : 100; // a header or the batch does not fit
      rig.retry();
    }
    assertThat(segments()).isEmpty();
  }

  @Test
  void switchedOffItLetsGoOfWhatWaitsForTheDisk() throws IOException {
    log.expect("journal can't be written source=net");
    JournalRig rig = rig();
    rig.files.room = 100;
    List<Sent> sent = batches(2).stream().map(rig::keep).toList();
    rig.write();
    assertThat(sent).noneMatch(Sent::isPassedOn);
    rig.journal.retire();
    rig.write();
    assertThat(sent).allMatch(Sent::isPassedOn);
    assertThat(log.lines()).anyMatch(line -> line.contains("are passed on without it"));
    sent.forEach(Sent::settle);
    rig.write();
    assertThat(folder).doesNotExist();
  }

  @Test
  void aFailedFsyncIsMadeGoodInAnotherSegmentAndNothingComesTwice() throws IOException {
    log.expect("journal can't be written source=net", "can't be cut back");
    JournalRig rig = rig();
    List<Batch> all = batches(3);
    rig.written(all.get(0));
    rig.files.noForce = true;
    rig.files.noTruncate = true;
    List<Sent> sent = all.subList(1, 3).stream().map(rig::keep).toList();
    rig.write();
    assertThat(sent).noneMatch(Sent::isPassedOn);
    rig.files.noForce = false;
    rig.retry();
    assertThat(sent).allMatch(Sent::isPassedOn);
    assertThat(segments()).hasSize(2);
    assertThat(left()).isEqualTo(JournalRig.texts(all));
    sent.get(0).settle();
    rig.write();
    assertThat(left()).isEqualTo(JournalRig.texts(List.of(all.get(0), all.get(2))));
  }

  @Test
  void itsLimitHoldsBatchesBackUntilSomeAreSettled() throws IOException {
    log.expect("journal-bytes = 20000 are used up");
    JournalRig rig = new JournalRig(folder, new JournalSettings(true, 20_000));
    List<Sent> sent = new ArrayList<>();
    Sent last = rig.keep(JournalRig.batch(random, 0));
    rig.write();
    while (last.isPassedOn()) {
      sent.add(last);
      last = rig.keep(JournalRig.batch(random, sent.size() * 1000L));
      rig.write();
    }
    assertThat(sent).hasSizeGreaterThan(10);
    assertThat(rig.journal.counts().bytes()).isLessThanOrEqualTo(20_000);
    sent.forEach(Sent::settle);
    rig.write();
    assertThat(last.isPassedOn()).isTrue();
    assertThat(rig.journal.counts().unsettledBatches()).isEqualTo(1);
  }

  @Test
  void aDrainDoesNotWaitForTheDisk() throws Exception {
    log.expect("journal can't be written source=net");
    JournalRig rig = rig();
    List<Batch> all = batches(3);
    rig.files.room = 10;
    List<Sent> sent = all.subList(0, 2).stream().map(rig::keep).toList();
    rig.write();
    assertThat(sent).noneMatch(Sent::isPassedOn);
    rig.journal.drain();
    rig.write();
    assertThat(sent).allMatch(Sent::isPassedOn);
    rig.written(all.get(2)).settle();
    sent.forEach(Sent::settle);
    rig.write();
    assertThat(log.lines()).anyMatch(line -> line.contains("are passed on without it"));
    rig.journal.close();
    assertThat(folder).doesNotExist();
  }

  @Test
  void aRetiredJournalGoesWhenAllIsSettledAndComesBackWhenItIsUsedAgain() throws IOException {
    JournalRig rig = rig();
    Sent sent = rig.written(JournalRig.batch(random, 0));
    rig.journal.retire();
    rig.write();
    assertThat(segments()).hasSize(1);
    sent.settle();
    rig.write();
    assertThat(folder).doesNotExist();
    rig.journal.use(JournalRig.SETTINGS);
    rig.written(JournalRig.batch(random, 0)).settle();
    rig.write();
    assertThat(segments()).hasSize(1);
  }
}
