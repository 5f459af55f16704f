package io.spillway.streams.bench;

import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.tap.TapPoint;
import io.spillway.streams.tap.Taps;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds and bytes allocated per batch that passes a point: closed, and open and full. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TapBench {
  private final Taps taps = new Taps(1);
  private final TapPoint closed = taps.point(Taps.Part.SINK, "closed");
  private final TapPoint full = taps.point(Taps.Part.SINK, "full");
  private final Share share = TestBatches.share("a", "b");
  private final Taps.Opened opened = taps.open(Taps.Part.SINK, "full");

  @Benchmark
  public void closed() {
    closed.offer(share.events(), share.kind(), null);
  }

  @Benchmark
  public Taps.Opened full() {
    full.offer(share.events(), share.kind(), null);
    return opened;
  }
}
