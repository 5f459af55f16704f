package io.spillway.actors;

import java.util.List;

/**
 * Which rescue files a replay delivers.
 *
 * @param sinks of these sinks only; empty: of all
 * @param files these files only, by name; empty: all
 * @param newestFirst whether the newest file is the first one
 * @param most at most so many files; 0: all
 * @param speedLimit records per second; 0: as fast as the sink takes them
 */
public record ReplayRequest(
    List<String> sinks, List<String> files, boolean newestFirst, int most, long speedLimit)
    implements AdminMessage {
  public ReplayRequest {
    sinks = List.copyOf(sinks);
    files = List.copyOf(files);
  }
}
