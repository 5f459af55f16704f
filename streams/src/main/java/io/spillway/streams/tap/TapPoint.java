package io.spillway.streams.tap;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place that batches pass and taps look at. On the hot path: while no tap is open an offer is one
 * volatile read and makes nothing, which {@code TapBench} measures. Thread-safe.
 */
public final class TapPoint {
  /** Null while there is none. */
  private volatile Tap @Nullable [] open;

  /**
   * Records pass.
   *
   * @param selected their numbers in the batch in rising order, or null for all; shared
   */
  public void offer(Events events, Share.Kind kind, int @Nullable [] selected) {
    Tap[] taps = open;
    if (taps != null) {
      offer(taps, new Share(events, kind, selected));
    }
  }

  /** A share passes. */
  public void offer(Share share) {
    Tap[] taps = open;
    if (taps != null) {
      offer(taps, share);
    }
  }

  private static void offer(Tap[] taps, Share share) {
    for (Tap tap : taps) {
      tap.offer(share);
    }
  }

  synchronized void add(Tap tap) {
    Tap[] before = open;
    Tap[] taps = before == null ? new Tap[1] : Arrays.copyOf(before, before.length + 1);
    taps[taps.length - 1] = tap;
    open = taps;
  }

  synchronized void remove(Tap tap) {
    Tap[] before = open;
    if (before != null) {
      Tap[] left = Arrays.stream(before).filter(other -> other != tap).toArray(Tap[]::new);
      open = left.length == 0 ? null : left;
    }
  }
}
