package io.spillway.streams.source.file;

import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.RateLimit;
import io.spillway.streams.ledger.SourceTally;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A file source in batch mode: what its readers share. Its owner finds the files with {@link
 * FoundFiles} and runs one {@link #reading} for each. Thread-safe.
 */
public final class FileSource {
  private final FileSourceSettings settings;
  private final String node;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final @Nullable RateLimit rateLimit;
  private final Executor blocking;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param node the node's name
   * @param tally the source's, with its name
   * @param blocking where reading may block
   */
  public FileSource(
      FileSourceSettings settings,
      String node,
      SourceTally tally,
      MemoryBudget budget,
      Executor blocking,
      Clock clock) {
    this.settings = settings;
    this.node = node;
    this.tally = tally;
    this.budget = budget;
    this.rateLimit =
        settings.rateLimit().isPresent() ? new RateLimit(settings.rateLimit().getAsLong()) : null;
    this.blocking = blocking;
    this.clock = clock;
  }

  /** The files there are now. */
  public FoundFiles find() {
    return FoundFiles.of(settings.paths());
  }

  /** A reader for {@code path}, under a generation of its own. */
  public FileReading reading(Path path) {
    String generation = HexFormat.of().toHexDigits(random.nextLong());
    String stream = tally.source() + "/" + generation;
    Origin origin = new Origin(node, tally.source(), stream, path.toString(), 0);
    return new FileReading(path, settings, origin, tally, budget, rateLimit, blocking, clock);
  }
}
