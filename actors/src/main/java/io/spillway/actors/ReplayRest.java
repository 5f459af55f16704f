package io.spillway.actors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sinks whose files do not come back by themselves for a while: a replay that began by itself got
 * nothing out of them, or somebody cancelled one, whoever began it. The Rescue actor's.
 */
final class ReplayRest {
  private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<String, Rest> rests = new HashMap<>();

  private record Rest(long until, long length) {}

  /** A replay of these sinks' files that began by itself is over. */
  void ended(List<String> sinks, ReplayStatus how, long nowNanos) {
    for (String sink : sinks) {
      if (how.state().equals("cancelled")) {
        cancelled(List.of(sink));
      } else if (how.state().equals("done") || how.replayed() > 0) {
        rests.remove(sink);
      } else {
        Rest before = rests.get(sink);
        long length =
            before == null ? SHORTEST_NANOS : Math.min(LONGEST_NANOS, 2 * before.length());
        rests.put(sink, new Rest(nowNanos + length, length));
      }
    }
  }

  /** Somebody cancelled a replay of these sinks' files, whoever began it. */
  void cancelled(List<String> sinks) {
    sinks.forEach(sink -> rests.put(sink, new Rest(Long.MAX_VALUE, Long.MAX_VALUE)));
  }

  boolean rests(String sink, long nowNanos) {
    Rest rest = rests.get(sink);
    return rest != null && (rest.length() == Long.MAX_VALUE || nowNanos - rest.until() < 0);
  }

  /** The sink works again. */
  void over(String sink) {
    rests.remove(sink);
  }
}
