package io.spillway.streams.tap;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Excerpt;
import io.spillway.streams.flow.Share;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Shares on their way to a tap's reader: bounded in number and in the memory that they keep from
 * being freed, of which a share that is too large gives a copy of its first records. An offer never
 * waits. For many threads that offer and one that polls.
 */
final class TapBuffer {
  static final int MOST_SHARES = 64;
  static final long MOST_BYTES = 4 << 20;

  private static final int EXCERPT_RECORDS = 256;
  private static final int EXCERPT_BYTES = 64 << 10;

  private final Queue<Share> shares = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /** Takes a share if there is room; returns how many of its records it took. */
  int offer(Share share) {
    if (waiting.getAndIncrement() >= MOST_SHARES) {
      waiting.getAndDecrement();
      return 0;
    }
    Share kept = share.events().heldBytes() > MOST_BYTES ? excerpt(share) : share;
    long held = kept == null ? 0 : kept.events().heldBytes();
    if (kept == null || bytes.getAndAdd(held) + held > MOST_BYTES) {
      bytes.getAndAdd(-held);
      waiting.getAndDecrement();
      return 0;
    }
    shares.add(kept);
    return kept.count();
  }

  /** A copy of the first records; null if not even the first one is small enough. */
  private static @Nullable Share excerpt(Share share) {
    Batch batch = share.batch();
    int n = 0;
    long size = 0;
    while (n < Math.min(share.count(), EXCERPT_RECORDS)) {
      int record = share.record(n);
      size += batch.end(record) - batch.start(record);
      if (size > EXCERPT_BYTES) {
        break;
      }
      n++;
    }
    if (n == 0) {
      return null;
    }
    int[] first = new int[n];
    for (int i = 0; i < n; i++) {
      first[i] = share.record(i);
    }
    Share copy = new Share(Excerpt.of(share.events(), first), share.kind(), null);
    return copy.events().heldBytes() > MOST_BYTES ? null : copy;
  }

  @Nullable Share poll() {
    Share share = shares.poll();
    if (share != null) {
      bytes.getAndAdd(-share.events().heldBytes());
      waiting.getAndDecrement();
    }
    return share;
  }

  boolean isEmpty() {
    return shares.isEmpty();
  }

  long heldBytes() {
    return bytes.get();
  }
}
