package io.spillway.streams.source.follow;

import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.nio.file.Path;

/**
 * What is known of a file from run to run.
 *
 * @param generation 16 hex digits, part of its records' ids
 * @param path where it was last
 * @param lostSince Unix seconds from when on it was nowhere; 0 while it is there
 * @param wholeBytes size on the disk of a compressed file that is read and settled to its end; else
 *     0
 */
record CheckpointEntry(
    String generation,
    FileId id,
    Fingerprint head,
    Path path,
    long lostSince,
    long wholeBytes,
    Point settled) {

  CheckpointEntry at(Point point) {
    return new CheckpointEntry(generation, id, head, path, lostSince, wholeBytes, point);
  }
}
