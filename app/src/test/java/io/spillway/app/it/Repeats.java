package io.spillway.app.it;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came out of the lines of several connections, where some may have come twice: a line comes
 * after all before it in its connection, or again.
 */
final class Repeats {
  private static final Pattern LINE = Pattern.compile("c(\\d\\d)n(\\d{9}) [a-z]{87}");

  private final long[] next;
  private final List<String> odd = new ArrayList<>();
  private long twice;

  /** Fails if a line is missing before one that came. */
  Repeats(List<String> lines, int connections) {
    next = new long[connections];
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        add(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
      } else {
        odd.add(line);
      }
    }
  }

  private void add(int connection, long number) {
    if (number > next[connection]) {
      throw new AssertionError(
          "connection %d: %d comes after %d".formatted(connection, number, next[connection] - 1));
    }
    if (number < next[connection]) {
      twice++;
    } else {
      next[connection]++;
    }
  }

  /** Lines that came, each once. */
  long whole() {
    long sum = 0;
    for (long n : next) {
      sum += n;
    }
    return sum;
  }

  /** Lines that came again. */
  long twice() {
    return twice;
  }

  /** Lines that are no sent line. */
  List<String> odd() {
    return odd;
  }
}
