package io.spillway.streams.source.udp;

import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.Receiver;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * A UDP source: its sockets, and what they share. Its owner runs every {@link #receivers} once.
 * Nobody can be told that a datagram was taken: it is accepted when it was read from the kernel.
 */
public final class UdpSource {
  private volatile UdpSourceSettings settings;
  private final String node;
  private final String start;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private final Executor blocking;
  private final Clock clock;
  private final DropCount drops;

  /**
   * @param node the node's name
   * @param start what tells this run of the node from all others, part of every record's id
   * @param tally the source's, with its name
   * @param blocking where a thread per socket may wait
   */
  public UdpSource(
      UdpSourceSettings settings,
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
    this.drops = new DropCount(settings.port(), tally);
  }

  /** Takes other settings, which hold at once; only if it {@link #listensAs} those. */
  public void change(UdpSourceSettings next) {
    settings = next;
  }

  /** Whether it would listen at the same place. */
  public boolean listensAs(UdpSourceSettings next) {
    return settings.listensAs(next);
  }

  /** One for each socket. */
  public List<Receiver> receivers() {
    return IntStream.rangeClosed(1, settings.instances()).mapToObj(this::receiver).toList();
  }

  private Receiver receiver(int number) {
    String name = tally.source();
    Origin origin = new Origin(node, name, start + "/" + name + "/" + number, "", number);
    return new Receiver(
        "udp " + settings.host() + ":" + settings.port(),
        () -> open(new Datagrams(origin, tally, budget)),
        budget,
        settings.batchBytes(),
        blocking);
  }

  private UdpSocket open(Datagrams datagrams) throws IOException {
    WarmUp.once(clock);
    return new UdpSocket(() -> settings, tally, drops, datagrams, clock);
  }
}
