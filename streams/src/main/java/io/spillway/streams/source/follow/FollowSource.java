package io.spillway.streams.source.follow;

import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.RateLimit;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file source in follow mode. Its owner calls {@link #poll} again and again, one call at a time,
 * and runs each of {@link #readings}. What was read is noted in the checkpoint when it is settled,
 * until the process ends, by {@code poll} and, after {@link #drain}, when the last batch is
 * settled. Thread-safe.
 */
public final class FollowSource {
  /** So many files are read side by side. */
  private static final int LANES = 4;

  private final FollowSettings settings;
  private final FollowProblems problems;
  private final FollowParts parts;
  private final FileWatch watch;
  private final List<FollowReading> readings = new ArrayList<>();

  /**
   * Opens the checkpoint.
   *
   * @param node the node's name
   * @param tally the source's, with its name
   * @param checkpoint the file that no other source has
   * @param blocking where reading may block
   * @throws IOException if the checkpoint can't be read, or can't be written
   */
  public FollowSource(
      FollowSettings settings,
      String node,
      SourceTally tally,
      MemoryBudget budget,
      Path checkpoint,
      Executor blocking,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.problems = new FollowProblems(tally);
    this.parts =
        new FollowParts(settings, node, tally, budget, clock, new AtomicInteger(), new UnderWay());
    List<ReadyFiles> lanes = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      lanes.add(new ReadyFiles());
    }
    this.watch =
        new FileWatch(
            parts, new FileScan(settings), new CheckpointFile(checkpoint), lanes, problems);
    @Nullable RateLimit rateLimit =
        settings.files().rateLimit().isPresent()
            ? new RateLimit(settings.files().rateLimit().getAsLong())
            : null;
    lanes.forEach(lane -> readings.add(new FollowReading(lane, parts, watch, rateLimit, blocking)));
  }

  /** What could not be looked at or read now, in words for people, by path. */
  public static Map<Path, String> check(FollowSettings settings) {
    FileScan.Found found = new FileScan(settings).look();
    Map<Path, String> problems = new TreeMap<>(found.problems());
    found.files().stream()
        .map(Sighting::path)
        .filter(path -> !Files.isReadable(path))
        .forEach(path -> problems.put(path, "permission denied"));
    return problems;
  }

  public FollowSettings settings() {
    return settings;
  }

  /** The lanes, to be run side by side, once. */
  public List<FollowReading> readings() {
    return List.copyOf(readings);
  }

  /**
   * Looks at files and folders, gives lanes what there is to read, saves the checkpoint. Blocks.
   */
  public void poll() {
    watch.poll(System.nanoTime());
  }

  /** Reads no more; what is not read stays in the files. The readings complete. */
  public void drain() {
    parts.underWay().whenNone(watch::save);
    readings.forEach(FollowReading::drain);
  }

  /** Notes in the checkpoint what is settled by now. Blocks. */
  public void save() {
    watch.save();
  }

  public FollowCounts counts() {
    return watch.counts();
  }

  /** What can't be looked at or read now, in words for people; empty if all can. */
  public String problem() {
    return problems.text();
  }
}
