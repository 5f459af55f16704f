package io.spillway.actors;

import java.util.List;

/**
 * What a replay would do.
 *
 * @param folder where it looked, absolute
 * @param files in the order in which they would be replayed
 * @param oldest when its oldest record was read, ISO 8601; empty if there are none
 * @param seconds how long it would take, at the limit, or the rate of the last replay, or an
 *     assumed one
 * @param perSecond that rate
 * @param leftOut files that would be left, and why
 * @param problem why there is nothing to replay; empty if there is
 */
public record ReplayOutlook(
    String folder,
    List<File> files,
    List<OfSink> sinks,
    long records,
    long bytes,
    String oldest,
    String newest,
    long seconds,
    long perSecond,
    List<String> leftOut,
    String problem)
    implements AdminMessage {

  /** Of one file. */
  public record File(
      String file, String sink, long records, long bytes, String oldest, String newest) {}

  /** Of one sink. */
  public record OfSink(String sink, int files, long records, long bytes) {}
}
