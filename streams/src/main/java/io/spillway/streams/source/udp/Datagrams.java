package io.spillway.streams.source.udp;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.ledger.SourceTally;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers datagrams into batches: each is a record, without a line feed (one CR before it) or a NUL
 * at its end. Numbers them; a batch of several senders names the address they share, if they do.
 * Hot: one copy per datagram. Plain and not thread-safe.
 */
public final class Datagrams {
  private static final int SMALLEST = 2 << 10;

  private final Origin origin;
  private final SourceTally tally;
  private final MemoryBudget budget;
  private byte[] slab = new byte[SMALLEST];
  private int length;
  private long received;
  private int[] bounds = new int[64];
  private int count;
  private long number;
  private long receivedAtMillis;
  private @Nullable InetSocketAddress peer;
  private boolean manyPorts;
  private boolean manyHosts;

  public Datagrams(Origin origin, SourceTally tally, MemoryBudget budget) {
    this.origin = origin;
    this.tally = tally;
    this.budget = budget;
  }

  public int count() {
    return count;
  }

  /** Whether they are enough for a batch, by their bytes or, if they are tiny, by their number. */
  boolean holdsBatch(int batchBytes) {
    return length >= batchBytes || (long) count * MemoryBudget.RECORD_BYTES >= batchBytes;
  }

  /**
   * Copies what is left in {@code datagram}.
   *
   * @param from null if senders have no address
   */
  public void add(ByteBuffer datagram, @Nullable InetSocketAddress from, long nowMillis) {
    int bytes = datagram.remaining();
    received += bytes;
    room(bytes + 1);
    datagram.get(slab, length, bytes);
    if (count == 0) {
      receivedAtMillis = nowMillis;
    }
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    int end = end(length, length + bytes);
    bounds[2 * count] = length;
    bounds[2 * count + 1] = end;
    count++;
    slab[end] = '\n';
    length = end + 1;
    note(from);
  }

  private void room(int bytes) {
    if (slab.length - length < bytes) {
      slab = Arrays.copyOf(slab, Math.max(2 * slab.length, length + bytes));
    }
  }

  private int end(int start, int end) {
    if (end > start && slab[end - 1] == '\n') {
      return end - 1 > start && slab[end - 2] == '\r' ? end - 2 : end - 1;
    }
    return end > start && slab[end - 1] == 0 ? end - 1 : end;
  }

  private void note(@Nullable InetSocketAddress from) {
    InetSocketAddress first = peer;
    if (from == null || first == null) {
      peer = from;
    } else if (!manyHosts && !first.equals(from)) {
      manyPorts = true;
      manyHosts = !first.getAddress().equals(from.getAddress());
    }
  }

  /** The batch, counted as accepted; there must be a datagram. */
  Batch take() {
    byte[] itsSlab = slab.length > 4 * length ? Arrays.copyOf(slab, length) : slab;
    long held = budget.weight(itsSlab.length, count);
    budget.take(held);
    Batch batch =
        Batch.numbered(
            new Origin(
                origin.node(), origin.source(), origin.stream(), peerText(), origin.connection()),
            itsSlab,
            bounds,
            count,
            number,
            receivedAtMillis,
            new Settlement(budget, held));
    tally.accepted(count, received);
    number += count;
    slab = new byte[Math.max(SMALLEST, itsSlab.length)];
    bounds = new int[Math.max(64, 2 * count)];
    count = 0;
    length = 0;
    received = 0;
    peer = null;
    manyPorts = false;
    manyHosts = false;
    return batch;
  }

  private String peerText() {
    InetSocketAddress one = peer;
    if (one == null) {
      return origin.peer();
    }
    if (manyHosts) {
      return "";
    }
    String address = one.getAddress().getHostAddress();
    String host = address.contains(":") ? "[" + address + "]" : address;
    return manyPorts ? host : host + ":" + one.getPort();
  }
}
