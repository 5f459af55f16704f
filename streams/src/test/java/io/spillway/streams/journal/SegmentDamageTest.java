package io.spillway.streams.journal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.spillway.streams.batch.Batch;
import io.spillway.streams.journal.JournalRig.Sent;
import io.spillway.streams.log.CleanLog;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A segment that was cut or changed opens with all batches that are whole, and loses no byte. */
class SegmentDamageTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path temp;

  /** It would tell of thousands of damaged files. */
  private final Logger told = (Logger) LoggerFactory.getLogger("ctrl.journal");

  /** A whole journal is opened at each of so many bytes; that forces files to the disk. */
  private static final int OPENED_EACH = 7;

  private final Random random = new Random(11);
  private final List<Batch> written = new ArrayList<>();

  @AfterEach
  void tellAgain() {
    told.setLevel(null);
  }

  /** Four batches, of which the third is settled. */
  private byte[] sample() throws IOException {
    Path folder = temp.resolve("sample");
    JournalRig rig = new JournalRig(folder);
    for (int i = 0; i < 4; i++) {
      Sent sent = rig.written(JournalRig.batch(random, i * 1000L, 2));
      if (i == 2) {
        sent.settle();
        rig.write();
      } else {
        written.add(sent.batch);
      }
    }
    return Files.readAllBytes(SegmentName.list(folder).get(0));
  }

  private Path put(byte[] bytes) throws IOException {
    Path folder = temp.resolve("net");
    Files.createDirectories(folder);
    try (DirectoryStream<Path> before = Files.newDirectoryStream(folder)) {
      for (Path old : before) {
        Files.delete(old);
      }
    }
    return Files.write(SegmentName.of(folder, 1), bytes);
  }

  private List<String> opened() throws IOException {
    return JournalRig.texts(new JournalRig(temp.resolve("net")).recovered());
  }

  private List<Long> ends(byte[] sample) throws IOException {
    return SegmentScan.of(put(sample)).frames().stream()
        .map(frame -> frame.at() + FrameEncoder.HEAD_BYTES + frame.bytes())
        .toList();
  }

  @Test
  void opensWhereverItIsCut() throws IOException {
    told.setLevel(Level.OFF);
    byte[] sample = sample();
    List<Long> ends = ends(sample);
    List<String> all = JournalRig.texts(written);
    for (int size = 0; size <= sample.length; size++) {
      long cut = size;
      Path segment = put(Arrays.copyOf(sample, size));
      int whole = (int) ends.stream().filter(end -> end <= cut).count();
      assertThat(SegmentScan.of(segment).frames()).hasSize(whole);
      if (size % OPENED_EACH != 0) {
        continue;
      }
      assertThat(opened()).isEqualTo(all.subList(0, whole > 2 ? whole - 1 : whole));
      long last = ends.stream().filter(end -> end <= cut).mapToLong(end -> end).max().orElse(0);
      boolean header = whole == 0 && size >= SegmentHeader.BYTES;
      int torn = (int) (cut - (header ? SegmentHeader.BYTES : last));
      assertThat(torn == 0 || Files.size(SegmentName.torn(segment)) == torn).isTrue();
    }
  }

  @Test
  void aChangedByteCostsAtMostItsBatchAndThatIsSetAside() throws IOException {
    told.setLevel(Level.OFF);
    byte[] sample = sample();
    List<String> all = JournalRig.texts(written);
    for (int i = 0; i < sample.length; i++) {
      byte[] changed = sample.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      Path segment = put(changed);
      SegmentScan.Found found = SegmentScan.of(segment);
      assertThat(found.frames()).as("byte %d", i).hasSizeBetween(3, 4);
      if (i % OPENED_EACH != 0) {
        continue;
      }
      List<String> opened = opened();
      boolean settledComesAgain = found.marksDamaged() > 0 && opened.size() == 4;
      if (!settledComesAgain) {
        assertThat(all).as("byte %d", i).containsAll(opened);
        assertThat(opened.size()).isBetween(2, 3);
      }
      if (found.frames().size() == 3) {
        boolean aside =
            Files.exists(SegmentName.bad(segment)) || Files.exists(SegmentName.torn(segment));
        assertThat(aside).as("byte %d", i).isTrue();
      }
    }
  }

  @Test
  void recordsThatLookLikeFramesAreNone() throws IOException {
    log.expect("journal damaged");
    byte[] sample = sample();
    byte[] garbage = new byte[50_000];
    random.nextBytes(garbage);
    Path other = temp.resolve("other");
    new JournalRig(other).written(JournalRig.batch(random, 0));
    byte[] foreign = Files.readAllBytes(SegmentName.list(other).get(0));
    System.arraycopy(foreign, 0, garbage, 10_000, foreign.length);
    long first = ends(sample).get(0);
    byte[] between = new byte[sample.length + garbage.length];
    System.arraycopy(sample, 0, between, 0, (int) first);
    System.arraycopy(garbage, 0, between, (int) first, garbage.length);
    System.arraycopy(
        sample, (int) first, between, (int) first + garbage.length, sample.length - (int) first);
    Path segment = put(between);
    assertThat(opened()).isEqualTo(JournalRig.texts(written));
    assertThat(SegmentName.bad(segment)).hasBinaryContent(garbage);
  }
}
