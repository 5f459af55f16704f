package io.spillway.streams.wpl;

import java.util.List;

/** Words that made-up log lines are made of; their order decides which lines come. */
public final class SampleWords {
  public static final List<String> COMMON =
      List.of(
          "request",
          "accepted",
          "for",
          "customer",
          "from",
          "warehouse",
          "node",
          "in",
          "time",
          "budget",
          "retry",
          "queue",
          "commit",
          "flush",
          "latency",
          "shard");

  private SampleWords() {}
}
