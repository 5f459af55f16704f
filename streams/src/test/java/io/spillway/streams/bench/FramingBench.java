package io.spillway.streams.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.streams.framing.Framed;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Framing one chunk of log lines; the score times {@code chunkBytes} is bytes per second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FramingBench {
  @Param({"32768", "524288"})
  public int chunkBytes;

  @Param({"203"})
  public int lineBytes;

  private byte[] lines = {};
  private byte[] frames = {};
  private Framer lineFramer = new Framer(FramingSettings.DEFAULT, 0);
  private Framer frameFramer = new Framer(FramingSettings.DEFAULT, 0);

  @Setup
  public void fill() {
    String text = "x".repeat(lineBytes - 1);
    String line = text + "\n";
    String frame = (lineBytes - 1) + " " + text;
    lines = line.repeat(chunkBytes / line.length()).getBytes(ISO_8859_1);
    frames = frame.repeat(chunkBytes / frame.length()).getBytes(ISO_8859_1);
    lineFramer = framer(FramingKind.NEWLINE);
    frameFramer = framer(FramingKind.OCTET_COUNTED);
  }

  private static Framer framer(FramingKind kind) {
    return new Framer(new FramingSettings(kind, 1 << 20, TooLong.TRUNCATE), 0);
  }

  @Benchmark
  public Framed newline() {
    return frame(lineFramer, lines);
  }

  @Benchmark
  public Framed octetCounted() {
    return frame(frameFramer, frames);
  }

  /** What a byte at a time costs, bounds kept the same way. */
  @Benchmark
  public int[] byteLoop() {
    int[] bounds = new int[4 * chunkBytes / lineBytes];
    int at = 0;
    int start = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        bounds[at++] = start;
        bounds[at++] = i;
        start = i + 1;
      }
    }
    return bounds;
  }

  private static Framed frame(Framer framer, byte[] chunk) {
    framer.feed(chunk);
    Framed framed = framer.take();
    if (framed == null) {
      throw new IllegalStateException("no records");
    }
    return framed;
  }
}
