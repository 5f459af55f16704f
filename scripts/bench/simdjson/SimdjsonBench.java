package io.spillway.streams.bench;

import io.spillway.streams.batch.Batch;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import org.simdjson.JsonValue;
import org.simdjson.SimdJsonParser;

/**
 * simdjson-java on the JSON lines. Not part of the build: it needs JDK 24 and the vector module;
 * {@code scripts/bench/json} compiles it. Each line lies in an array of its own with the padding
 * that the parser wants, whose making does not count.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx512m",
      "-XX:+UseParallelGC",
      "--add-modules",
      "jdk.incubator.vector",
    })
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class SimdjsonBench {
  private static final int LINES = 100;
  private static final int PADDING = 64;
  private static final int CAPACITY = 64 << 10;
  private static final int DEEPEST = 128;

  @Param({"JSON_1K", "JSON_3K5"})
  String kind = "JSON_1K";

  private final SimdJsonParser parser = new SimdJsonParser(CAPACITY, DEEPEST);
  private final byte[][] lines = new byte[LINES][];
  private final int[] lengths = new int[LINES];

  @Setup
  public void make() {
    Batch batch = LogLines.valueOf(kind).batch(LINES);
    for (int i = 0; i < LINES; i++) {
      lengths[i] = batch.end(i) - batch.start(i);
      byte[] line = Arrays.copyOfRange(batch.slab(), batch.start(i), batch.end(i));
      lines[i] = Arrays.copyOf(line, lengths[i] + PADDING);
    }
  }

  /** The whole text checked, numbers and strings on a tape; nobody looks at them. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void parse(Blackhole sink) {
    for (int i = 0; i < LINES; i++) {
      sink.consume(parser.parse(lines[i], lengths[i]));
    }
  }

  /** The same, and each key and value taken. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void leaves(Blackhole sink) {
    for (int i = 0; i < LINES; i++) {
      walk(parser.parse(lines[i], lengths[i]), sink);
    }
  }

  private static void walk(JsonValue value, Blackhole sink) {
    if (value.isObject()) {
      Iterator<Map.Entry<String, JsonValue>> members = value.objectIterator();
      while (members.hasNext()) {
        Map.Entry<String, JsonValue> member = members.next();
        sink.consume(member.getKey());
        walk(member.getValue(), sink);
      }
    } else if (value.isArray()) {
      Iterator<JsonValue> elements = value.arrayIterator();
      while (elements.hasNext()) {
        walk(elements.next(), sink);
      }
    } else if (value.isString()) {
      sink.consume(value.asString());
    } else if (value.isLong()) {
      sink.consume(value.asLong());
    } else if (value.isDouble()) {
      sink.consume(value.asDouble());
    } else if (value.isBoolean()) {
      sink.consume(value.asBoolean());
    }
  }
}
