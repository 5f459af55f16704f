package io.spillway.streams.source.follow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.Multiline;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.file.FileSourceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A followed source without streams and threads: each look is a call, two seconds after the last.
 */
final class FollowRig {
  static final int LONGEST = 10_000;

  final SourceTally tally = new SourceTally("in");
  final MemoryBudget budget = new MemoryBudget(64 << 20);
  final List<Batch> unsettled = new ArrayList<>();
  final List<String> ids = new ArrayList<>();
  final Path checkpoint;
  final FollowSettings settings;
  FollowProblems problems = new FollowProblems(tally);
  private ReadyFiles lane = new ReadyFiles();
  private FileWatch watch;
  private CheckpointFile saved;
  private long now;

  FollowRig(Path folder, String... globs) throws IOException {
    this(folder, 1024, 65_536, globs);
  }

  FollowRig(Path folder, int openFiles, int chunkBytes, String... globs) throws IOException {
    this(folder, openFiles, chunkBytes, Optional.empty(), globs);
  }

  FollowRig(Path folder, int openFiles, int chunkBytes, Optional<Multiline> lines, String... globs)
      throws IOException {
    checkpoint = folder.resolve("state/in.checkpoint");
    List<String> paths = new ArrayList<>();
    for (String glob : globs) {
      paths.add(folder.resolve(glob).toString());
    }
    settings =
        new FollowSettings(
            new FileSourceSettings(
                paths,
                new FramingSettings(FramingKind.NEWLINE, LONGEST, TooLong.TRUNCATE, lines),
                chunkBytes,
                OptionalLong.empty()),
            List.of(folder.resolve("state/*").toString()),
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(5),
            openFiles,
            Duration.ofMillis(10));
    saved = new CheckpointFile(checkpoint);
    watch = open();
  }

  private FileWatch open() {
    problems = new FollowProblems(tally);
    lane = new ReadyFiles();
    FollowParts parts =
        new FollowParts(
            settings, "n1", tally, budget, Clock.systemUTC(), new AtomicInteger(), new UnderWay());
    return new FileWatch(parts, new FileScan(settings), saved, List.of(lane), problems);
  }

  /** As after kill -9: what is not settled, or not saved, is forgotten. */
  void restart() throws IOException {
    watch.close();
    unsettled.forEach(batch -> batch.settlement().abandoned());
    unsettled.clear();
    saved = new CheckpointFile(checkpoint);
    watch = open();
  }

  /** As a disk does that fails. */
  void breakCheckpoint() throws IOException {
    saved.close();
  }

  void look() {
    now += Duration.ofSeconds(2).toNanos();
    watch.poll(now);
  }

  /** Looks once and reads all there is; what was read is not settled. */
  List<String> readUnsettled() {
    look();
    List<String> records = new ArrayList<>();
    for (FollowedFile file; (file = lane.next()) != null; ) {
      Batch batch = watch.read(file);
      if (file.hasMore()) {
        lane.add(file);
      }
      if (batch != null) {
        unsettled.add(batch);
        add(batch, records);
      }
    }
    return records;
  }

  /** Looks until nothing has come for a while, longer than a moved file is kept open. */
  List<String> read() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      records.addAll(readUnsettled());
      settle();
    }
    return records;
  }

  void settle() {
    unsettled.forEach(batch -> batch.settlement().settled());
    unsettled.clear();
    watch.save();
  }

  FollowCounts counts() {
    return watch.counts();
  }

  long noted(Reason reason) {
    return tally.read().reasons().getOrDefault(reason, 0L);
  }

  private void add(Batch batch, List<String> records) {
    for (int i = 0; i < batch.count(); i++) {
      records.add(
          new String(batch.slab(), batch.start(i), batch.end(i) - batch.start(i), ISO_8859_1));
      ids.add(batch.origin().recordId(batch.offset(i)));
    }
  }
}
