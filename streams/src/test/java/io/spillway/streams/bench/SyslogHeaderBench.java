package io.spillway.streams.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.streams.framing.Framed;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.syslog.HeaderReader;
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

/**
 * Reading headers of messages of 250 bytes, 50 in a row of the same second, beside framing the same
 * messages; ns per message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SyslogHeaderBench {
  private static final int MESSAGES = 1000;
  private static final int MESSAGE_BYTES = 250;

  @Param({"rfc3164", "rfc5424", "rfc5424-data", "forward"})
  public String kind = "";

  private byte[] lines = {};
  private int[] bounds = {};
  private final HeaderReader reader = new HeaderReader();
  private final Framer framer =
      new Framer(new FramingSettings(FramingKind.NEWLINE, 1 << 20, TooLong.TRUNCATE), 0);

  @Setup
  public void fill() {
    StringBuilder all = new StringBuilder();
    bounds = new int[2 * MESSAGES];
    for (int i = 0; i < MESSAGES; i++) {
      StringBuilder line = new StringBuilder(head(i));
      while (line.length() < MESSAGE_BYTES) {
        line.append("GET /index.html 200 ");
      }
      line.setLength(MESSAGE_BYTES);
      bounds[2 * i] = all.length();
      bounds[2 * i + 1] = all.length() + line.length();
      all.append(line).append('\n');
    }
    lines = all.toString().getBytes(ISO_8859_1);
  }

  private String head(int i) {
    int priority = i * 7 % 192;
    String host = "host" + i % 37;
    String app = "app" + "lication".substring(0, i % 8);
    return switch (kind) {
      case "rfc3164" ->
          "<%d>Oct %2d 22:%02d:15 %s %s[%d]: "
              .formatted(priority, 1 + i % 28, i / 50, host, app, i * 31);
      case "rfc5424" ->
          "<%d>1 2003-10-11T22:%02d:15.003Z %s %s %d ID%d - "
              .formatted(priority, i / 50, host, app, i * 31, i % 50);
      case "rfc5424-data" ->
          "<%d>1 2003-10-11T22:%02d:15.003Z %s %s %d ID%d [id@32473 iut=\"3\" source=\"App\"] "
              .formatted(priority, i / 50, host, app, i * 31, i % 50);
      default ->
          "<%d>2003-10-11T22:%02d:15.003411+02:00 %s %s[%d]: "
              .formatted(priority, i / 50, host, app, i * 31);
    };
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public Framed framing() {
    framer.feed(lines);
    Framed framed = framer.take();
    if (framed == null) {
      throw new IllegalStateException("no records");
    }
    return framed;
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long headers() {
    long sum = 0;
    for (int i = 0; i < MESSAGES; i++) {
      int text = reader.read(lines, bounds[2 * i], bounds[2 * i + 1]);
      if (text < 0) {
        throw new IllegalStateException("unreadable");
      }
      sum += text;
    }
    return sum;
  }
}
