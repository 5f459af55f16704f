package io.spillway.actors;

import io.spillway.streams.rescue.RecordFilter;
import java.util.List;

/**
 * Which rescue files a replay delivers, and how.
 *
 * @param sinks of these sinks only; empty: of all
 * @param files these files only, by name; empty: all
 * @param filter only these of their records; the others stay, in files of their own
 * @param rejected whether files of rejected records are meant, and not the others
 * @param newestFirst whether the newest file is the first one
 * @param most at most so many files; 0: all
 * @param speedLimit records per second; 0: as fast as the sink takes them
 * @param to the sink that gets them; empty: the one that they are of
 * @param byItself whether nobody waits for it: it passes over sinks that do not take their records
 */
public record ReplayRequest(
    List<String> sinks,
    List<String> files,
    RecordFilter filter,
    boolean rejected,
    boolean newestFirst,
    int most,
    long speedLimit,
    String to,
    boolean byItself)
    implements AdminMessage {
  public ReplayRequest {
    sinks = List.copyOf(sinks);
    files = List.copyOf(files);
  }

  /** All of these sinks' files, oldest first; of all sinks if there are none. */
  public static ReplayRequest of(List<String> sinks, long speedLimit) {
    return new ReplayRequest(
        sinks, List.of(), RecordFilter.ANY, false, false, 0, speedLimit, "", false);
  }

  /** The same with nobody who waits for it. */
  public ReplayRequest unattended() {
    return new ReplayRequest(
        sinks, files, filter, rejected, newestFirst, most, speedLimit, to, true);
  }
}
