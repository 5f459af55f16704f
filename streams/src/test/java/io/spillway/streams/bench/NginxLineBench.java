package io.spillway.streams.bench;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.wpl.Matcher;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One access log line: by its WPL rule, by that rule as the last of 200, which differ in a text or
 * in their second field, and by a parser written by hand for it. Time per line; target: the rule
 * within twice the hand-written one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class NginxLineBench {
  private static final int LINES = 160;

  private final Batch batch = NginxLines.batch(LINES);
  private final HandWrittenNginx byHand = new HandWrittenNginx();
  private final Matcher one = matcher(NginxLines.RULE);
  private final Matcher last = matcher(others(199) + NginxLines.RULE);

  private final Matcher lastByTwoFields = matcher(alike(199) + NginxLines.RULE);

  private static Matcher matcher(String rules) {
    return RuleSet.compile(List.of(new RuleFile("bench.wpl", rules)))
        .rules()
        .orElseThrow(() -> new IllegalStateException("the rules do not compile"))
        .matcher();
  }

  private static String others(int count) {
    StringBuilder rules = new StringBuilder("package others {\n");
    for (int i = 0; i < count; i++) {
      rules.append("rule r").append(i).append(" { (symbol(app-").append(i).append("), chars) }\n");
    }
    return rules.append("}\n").toString();
  }

  /** Rules that begin as the last one does, and differ behind the address. */
  private static String alike(int count) {
    StringBuilder rules = new StringBuilder("package alike {\n");
    for (int i = 0; i < count; i++) {
      rules
          .append("rule r")
          .append(i)
          .append(" { (ip, symbol(id-")
          .append(i)
          .append("), chars) }\n");
    }
    return rules.append("}\n").toString();
  }

  /** Both must find the same in every line, or the comparison means nothing. */
  @Setup
  public void check() {
    Events mine = one.match(batch);
    Events hand = byHand.parse(batch);
    if (mine.parsed() != LINES || mine.fields() != hand.fields()) {
      throw new IllegalStateException(mine.fields() + " fields, by hand " + hand.fields());
    }
    for (int i = 0; i < mine.fields(); i++) {
      if (!mine.text(i).equals(hand.text(i)) || mine.type(i) != hand.type(i)) {
        throw new IllegalStateException(mine.text(i) + " is not " + hand.text(i));
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public Events wpl() {
    return one.match(batch);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public Events wplLastOf200() {
    return last.match(batch);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public Events wplLastOf200ByTwoFields() {
    return lastByTwoFields.match(batch);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public Events byHand() {
    return byHand.parse(batch);
  }
}
