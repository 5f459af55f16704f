package io.spillway.streams.source.unix;

import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.Receiver;
import io.spillway.streams.source.udp.Datagrams;
import io.spillway.streams.unix.SocketKind;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A source that listens on a Unix domain socket: a record is accepted when it is framed, or its
 * datagram was read. Its owner runs its one receiver once.
 */
public final class UnixSource {
  private volatile UnixSourceSettings settings;
  private final String node;
  private final String start;
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
  public UnixSource(
      UnixSourceSettings settings,
      String node,
      String start,
      SourceTally tally,
      MemoryBudget budget,
      Executor blocking,
      Clock clock) {
    this.settings = settings;
    this.node = node;
    this.start = start;
    this.tally = tally;
    this.budget = budget;
    this.blocking = blocking;
    this.clock = clock;
  }

  /**
   * Takes other settings, open connections keep their framing; only if it {@link #listensAs} those.
   */
  public void change(UnixSourceSettings next) {
    settings = next;
  }

  /** Whether it would listen at the same place. */
  public boolean listensAs(UnixSourceSettings next) {
    return settings.listensAs(next);
  }

  public List<Receiver> receivers() {
    String stream = start + "/" + tally.source() + "/";
    if (settings.socket() == SocketKind.DATAGRAM) {
      return List.of(datagrams(new Origin(node, tally.source(), stream + 1, peer(), 1)));
    }
    Origin origin = new Origin(node, tally.source(), stream, "", 0);
    return List.of(
        new Receiver(
            "unix socket " + settings.path(),
            () -> new UnixSocket(() -> settings, origin, stream, tally, budget, clock),
            budget,
            settings.chunkBytes(),
            blocking));
  }

  private Receiver datagrams(Origin origin) {
    return new Receiver(
        peer(),
        () ->
            new UnixDatagramSocket(
                () -> settings, new Datagrams(origin, tally, budget), tally, clock),
        budget,
        settings.batchBytes(),
        blocking);
  }

  private String peer() {
    return "unix:" + settings.path();
  }
}
