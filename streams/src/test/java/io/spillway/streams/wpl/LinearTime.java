package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * Holds that a line four times as long costs four times the processor's time, give or take. Time of
 * the thread, not of the clock, so that a loaded machine does not matter; the best of some tries,
 * for what the compiler and the collector do meanwhile.
 */
final class LinearTime {
  private static final int SHORT = 250_000;
  private static final int TRIES = 5;
  private static final long SLACK_NANOS = 30_000_000;

  private LinearTime() {}

  static void assertOf(RuleSet rules, String name, String piece) {
    byte[] small = line(piece, SHORT);
    byte[] large = line(piece, 4 * SHORT);
    long shortest = Long.MAX_VALUE;
    long longest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      shortest = Math.min(shortest, nanos(rules, small));
      longest = Math.min(longest, nanos(rules, large));
      if (longest < 8 * shortest + SLACK_NANOS) {
        return;
      }
    }
    assertThat(longest)
        .as("ns for 1 MB of '%s' by %s, where 250 KB take %d", piece, name, shortest)
        .isLessThan(8 * shortest + SLACK_NANOS);
  }

  private static byte[] line(String piece, int length) {
    return (piece.repeat(length / piece.length()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static long nanos(RuleSet rules, byte[] line) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Trials.run(rules, line);
    return threads.getCurrentThreadCpuTime() - start;
  }
}
