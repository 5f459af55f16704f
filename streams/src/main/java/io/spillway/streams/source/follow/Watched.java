package io.spillway.streams.source.follow;

import java.nio.file.Path;

/** What the watch knows of a file that is there. Used by the watch alone. */
final class Watched {
  final FollowedFile file;
  final Object key;
  Path path;
  long size;

  /** Its size, and when it was last written to, when it was last looked whether it was cut. */
  long verifiedSize;

  long verifiedNanos;

  /** When its size last changed, {@link System#nanoTime}. */
  long grownAt;

  /** What {@link #grownAt} was when its last record was ended. */
  long recordEndedAt;

  /** When it was tried again after a failure. */
  long retriedAt;

  /** Number of the scan that saw it first, or something before it at its path. */
  final long firstScan;

  /** Number of the scan that saw it last. */
  long scan;

  /** Not at any path that is looked at, since {@link #awaySince}. */
  boolean away;

  long awaySince;

  /** Its generation is on the disk, so it may be read. */
  boolean saved;

  /** Had another name before; then an unfinished last line will not be finished for long. */
  boolean renamed;

  Watched(FollowedFile file, Sighting first, long scan, long now) {
    this.file = file;
    this.key = first.key();
    this.path = first.path();
    this.firstScan = scan;
    this.scan = scan;
    this.size = first.size();
    this.verifiedSize = size;
    this.verifiedNanos = first.modifiedNanos();
    this.grownAt = now;
    this.recordEndedAt = now - 1;
    file.seen(size);
  }

  void seen(long newSize, long now) {
    if (newSize != size) {
      size = newSize;
      grownAt = now;
      file.seen(newSize);
    }
  }

  /** Whether it neither grew nor moved for so long. */
  boolean isQuiet(long nanos, long now) {
    return now - grownAt >= nanos && (!away || now - awaySince >= nanos);
  }
}
