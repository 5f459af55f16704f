package io.spillway.streams.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.log.CleanLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class JournalsTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path temp;

  private final Batch batch = JournalRig.batch(new Random(3), 0);
  private final SourceTally tally = new SourceTally("net");

  private Journals open(boolean wanted) throws IOException {
    return Journals.open(temp.resolve("journal"), List.of("net"), wanted);
  }

  private WriteAhead ahead(Journals journals, boolean on) {
    JournalSettings settings = new JournalSettings(on, 1 << 30);
    return WriteAhead.of(journals, settings, new MemoryBudget(1 << 20), tally);
  }

  @Test
  void aFolderHasOneOwner() throws IOException {
    try (Journals first = open(true)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> open(true))
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("a data-dir each");
    }
    open(true).close();
  }

  @Test
  void withoutAJournalThereIsNoFolder() throws IOException {
    try (Journals journals = open(false)) {
      WriteAhead ahead = ahead(journals, false);
      assertThat(ahead.isOn()).isFalse();
      assertThat(ahead.keep(batch).toCompletableFuture()).isCompletedWithValue(batch);
      assertThat(ahead.counts()).isEmpty();
    }
    assertThat(temp.resolve("journal")).doesNotExist();
  }

  @Test
  void whatASourceLeftComesAgainEvenIfItsJournalIsOffNow() throws IOException {
    try (Journals journals = open(true)) {
      assertThat(ahead(journals, true).keep(batch).toCompletableFuture().join()).isSameAs(batch);
    }
    assertThat(Journals.left(temp.resolve("journal"))).containsExactly("net");
    try (Journals journals = open(false)) {
      WriteAhead ahead = ahead(journals, false);
      assertThat(ahead.hasLeft()).isTrue();
      Batch again = ahead.recovered().toCompletableFuture().join().orElseThrow();
      assertThat(JournalRig.text(again)).isEqualTo(JournalRig.text(batch));
      assertThat(ahead.hasLeft()).isFalse();
      again.settlement().settled();
    }
    assertThat(Journals.left(temp.resolve("journal"))).isEmpty();
    assertThat(temp.resolve("journal/net")).doesNotExist();
  }

  @Test
  void whatWasNotPassedOnWhenTheTimeOfAStopIsOverStays() throws IOException {
    try (Journals journals = open(true)) {
      ahead(journals, true).keep(batch).toCompletableFuture().join();
    }
    log.allow("journal keeps what an earlier run left");
    try (Journals journals = open(true)) {
      WriteAhead ahead = ahead(journals, true);
      ahead.drain();
      ahead.leaveTheRest();
      assertThat(ahead.recovered().toCompletableFuture().join()).isEmpty();
    }
    try (Journals journals = open(true)) {
      WriteAhead ahead = ahead(journals, true);
      ahead.recovered().toCompletableFuture().join().orElseThrow().settlement().settled();
    }
    assertThat(temp.resolve("journal/net")).doesNotExist();
  }

  @Test
  void whatASourceLeftComesAgainWhenAReloadBringsItBack() throws IOException {
    log.expect("journal left over source=net segments=1");
    try (Journals journals = open(true)) {
      ahead(journals, true).keep(batch).toCompletableFuture().join();
    }
    try (Journals journals = Journals.open(temp.resolve("journal"), List.of("other"), false)) {
      WriteAhead ahead = ahead(journals, false);
      assertThat(ahead.hasLeft()).isTrue();
      ahead.recovered().toCompletableFuture().join().orElseThrow().settlement().settled();
    }
    assertThat(temp.resolve("journal/net")).doesNotExist();
  }

  @Test
  void aFolderThatCanNotBeUsedIsToldBeforeAnythingIsSwitched() throws IOException {
    Files.createFile(temp.resolve("journal"));
    JournalSettings on = new JournalSettings(true, 1 << 30);
    try (Journals journals = open(false)) {
      WriteAhead ahead = ahead(journals, false);
      assertThatThrownBy(() -> ahead.prepare(on))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("source net: journal = on: journal folder " + temp)
          .hasMessageContaining("can't be used: java.nio.file.FileAlreadyExists");
      assertThat(ahead.isOn()).isFalse();
      Files.delete(temp.resolve("journal"));
      ahead.prepare(on);
      ahead.change(on);
      assertThat(ahead.keep(batch).toCompletableFuture().join()).isSameAs(batch);
      assertThat(ahead.counts()).containsEntry("written_records", (long) batch.count());
      batch.settlement().settled();
    }
  }

  @Test
  void whatASourceLeftThatIsNoMoreIsToldAndStays() throws IOException {
    log.expect("journal left over source=net segments=1");
    try (Journals journals = open(true)) {
      ahead(journals, true).keep(batch).toCompletableFuture().join();
    }
    Journals.open(temp.resolve("journal"), List.of("other"), false).close();
    assertThat(Journals.left(temp.resolve("journal"))).containsExactly("net");
  }
}
