package io.spillway.streams.flow;

import io.spillway.streams.event.Excerpt;

/**
 * Decides what a lane keeps in memory of a share: the batch as it is, or a copy of its records when
 * they are under a quarter of the slab. So a lane pins at most about four times what it is owed.
 */
final class Packing {
  /** Slabs below this are not worth a copy. */
  private static final int SMALL_SLAB = 4 << 10;

  private static final int LEAST_PART = 4;

  private Packing() {}

  static Share packed(Share share) {
    int slab = share.batch().slab().length;
    if (slab < SMALL_SLAB || share.bytes() * LEAST_PART >= slab) {
      return share;
    }
    return new Share(Excerpt.of(share.events(), share.selected()), share.kind(), null);
  }
}
