package io.spillway.streams.sink.net;

import java.time.Duration;

/**
 * How long a new connection has to stand before what it took counts as delivered: twice as long, up
 * to eight times, after each that had stood and broke young, so that a receiver that dies again and
 * again fails its lane and does not eat records. One thread at a time.
 */
final class Trial {
  private static final Duration YOUNG = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 3;

  private final Duration shortest;
  private int doublings;

  Trial(Duration shortest) {
    this.shortest = shortest;
  }

  Duration length() {
    return shortest.multipliedBy(1L << doublings);
  }

  /** That connection broke. */
  void broke(Connection connection) {
    if (connection.age().compareTo(YOUNG) >= 0) {
      doublings = 0;
    } else if (connection.stood() && doublings < MOST_DOUBLINGS) {
      doublings++;
    }
  }
}
