package io.spillway.streams.source.stdin;

import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.Receiver;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Standard input, read to its end: accepted when it was read. A node has one. Its owner runs its
 * one receiver once.
 */
public final class StdinSource {
  private final StdinSourceSettings settings;
  private final Origin origin;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final Executor blocking;
  private final Clock clock;

  /**
   * @param node the node's name
   * @param start what tells this run of the node from all others, part of every record's id
   * @param tally the source's, with its name
   * @param blocking where a thread may wait for input
   */
  public StdinSource(
      StdinSourceSettings settings,
      String node,
      String start,
      SourceTally tally,
      MemoryBudget budget,
      Executor blocking,
      Clock clock) {
    this.settings = settings;
    this.origin = new Origin(node, tally.source(), start + "/" + tally.source() + "/1", "stdin", 1);
    this.tally = tally;
    this.budget = budget;
    this.blocking = blocking;
    this.clock = clock;
  }

  public List<Receiver> receivers() {
    return List.of(
        new Receiver("standard input", this::open, budget, settings.chunkBytes(), blocking));
  }

  private StdinChunks open() {
    Framer framer = new Framer(settings.framing(), 0);
    return new StdinChunks(
        new FileInputStream(FileDescriptor.in).getChannel(),
        new BatchBuilder(origin, tally, budget, framer),
        tally,
        settings.chunkBytes(),
        clock);
  }
}
