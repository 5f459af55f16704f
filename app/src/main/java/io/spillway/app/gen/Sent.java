package io.spillway.app.gen;

import java.util.List;

/**
 * What was sent so far.
 *
 * @param perConnection lines written completely, by connection
 * @param broken why each connection broke, empty for those that did not
 */
public record Sent(
    long lines, long bytes, long nanos, List<Long> perConnection, List<String> broken) {

  static Sent of(List<Sending> sendings, long nanos) {
    List<Long> perConnection = sendings.stream().map(Sending::lines).toList();
    return new Sent(
        perConnection.stream().mapToLong(Long::longValue).sum(),
        sendings.stream().mapToLong(Sending::bytes).sum(),
        nanos,
        perConnection,
        sendings.stream().map(Sending::broken).toList());
  }

  public double seconds() {
    return nanos / 1e9;
  }

  public double linesPerSecond() {
    return nanos == 0 ? 0 : lines / seconds();
  }
}
