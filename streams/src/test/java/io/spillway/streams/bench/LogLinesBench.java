package io.spillway.streams.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.krakens.grok.api.Grok;
import io.krakens.grok.api.GrokCompiler;
import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.wpl.Matcher;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Lines of several kinds by their rules, beside what else could read them: Jackson's streaming
 * parser, a regular expression, a grok pattern. Time per line. The others take their line as text,
 * whose making counts; they leave fields as text.
 */
public class LogLinesBench {
  private static final int LINES = 100;
  private static final String NGINX =
      "^(\\S+) (\\S+) (\\S+) \\[([^\\]]+)\\] \"([^\"]*)\" (\\d{3}) (\\d+) \"([^\"]*)\" \"([^\"]*)\""
          + " \"([^\"]*)\"$";
  private static final String GROK =
      "%{IPORHOST:client} %{USER:ident} %{USER:auth} \\[%{HTTPDATE:time}\\] \"%{DATA:request}\""
          + " %{INT:status} %{INT:bytes} \"%{DATA:referer}\" \"%{DATA:agent}\" \"%{DATA:fwd}\"";

  private LogLinesBench() {}

  /** The rule of each kind. */
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @Fork(
      value = 1,
      jvmArgsAppend = {"-Xmx512m", "-XX:+UseParallelGC"})
  @Warmup(iterations = 4, time = 1)
  @Measurement(iterations = 4, time = 1)
  public static class ByRule {
    @Param({"NGINX", "BALANCER", "FIREWALL", "JSON_1K", "JSON_3K5"})
    String kind = "NGINX";

    private Batch batch = LogLines.NGINX.batch(1);
    private Matcher matcher = RuleSet.raw().matcher();

    @Setup
    public void compile() {
      LogLines lines = LogLines.valueOf(kind);
      batch = lines.batch(LINES);
      matcher =
          RuleSet.compile(List.of(new RuleFile("bench.wpl", lines.rule)))
              .rules()
              .orElseThrow(() -> new IllegalStateException("the rule does not compile"))
              .matcher();
      Events events = matcher.match(batch);
      if (events.parsed() != LINES || events.withResidue() > 0) {
        throw new IllegalStateException(events.missed() + " lines missed");
      }
      System.out.println(
          batch.slab().length / LINES + " bytes, " + events.fields() / LINES + " fields a line");
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public Events rule() {
      return matcher.match(batch);
    }
  }

  /** Jackson on the JSON lines: every token, every text and number taken. */
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @Fork(
      value = 1,
      jvmArgsAppend = {"-Xmx512m", "-XX:+UseParallelGC"})
  @Warmup(iterations = 4, time = 1)
  @Measurement(iterations = 4, time = 1)
  public static class ByJackson {
    @Param({"JSON_1K", "JSON_3K5"})
    String kind = "JSON_1K";

    private final JsonFactory factory = new JsonFactory();
    private Batch batch = LogLines.NGINX.batch(1);

    @Setup
    public void make() {
      batch = LogLines.valueOf(kind).batch(LINES);
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public void jackson(Blackhole sink) throws IOException {
      for (int i = 0; i < LINES; i++) {
        int start = batch.start(i);
        try (JsonParser parser = factory.createParser(batch.slab(), start, batch.end(i) - start)) {
          for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.VALUE_STRING) {
              sink.consume(parser.getTextLength());
            } else if (token.isNumeric()) {
              sink.consume(parser.getTextLength());
            } else if (token == JsonToken.FIELD_NAME) {
              sink.consume(parser.currentName());
            }
          }
        }
      }
    }
  }

  /** A regular expression and a grok pattern on the access log. */
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @Fork(
      value = 1,
      jvmArgsAppend = {"-Xmx512m", "-XX:+UseParallelGC"})
  @Warmup(iterations = 4, time = 1)
  @Measurement(iterations = 4, time = 1)
  public static class ByPattern {
    private final Batch batch = LogLines.NGINX.batch(LINES);
    private final Pattern pattern = Pattern.compile(NGINX);
    private final Grok grok = grok();

    private static Grok grok() {
      GrokCompiler compiler = GrokCompiler.newInstance();
      compiler.registerDefaultPatterns();
      return compiler.compile(GROK);
    }

    private String line(int i) {
      int start = batch.start(i);
      return new String(batch.slab(), start, batch.end(i) - start, StandardCharsets.UTF_8);
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public void regex(Blackhole sink) {
      for (int i = 0; i < LINES; i++) {
        var found = pattern.matcher(line(i));
        if (!found.matches()) {
          throw new IllegalStateException("no match");
        }
        for (int group = 1; group <= found.groupCount(); group++) {
          sink.consume(found.group(group));
        }
      }
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public void grok(Blackhole sink) {
      for (int i = 0; i < LINES; i++) {
        sink.consume(grok.match(line(i)).capture());
      }
    }
  }
}
