package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.sink.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lane on the test's own thread, with a scripted sink and a clock that the test moves. */
public final class LaneRig {
  static final int MAX_ATTEMPTS = 3;
  static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

  final ScriptedSink sink = new ScriptedSink();
  final MemoryRescue rescue = new MemoryRescue();
  final ManualDelay delay = new ManualDelay();
  final List<LaneState> states = new ArrayList<>();
  final List<Reason> stopCalls = new ArrayList<>();
  final SinkTally tally = new SinkTally("web", "out");
  final Lane lane;

  LaneRig(LaneSettings settings) {
    this(settings, Runnable::run);
  }

  LaneRig(LaneSettings settings, Executor executor) {
    this(settings, executor, null);
  }

  /** With a sink of the test's own. */
  public LaneRig(LaneSettings settings, Executor executor, @Nullable Sink other) {
    this(settings, executor, other, RawEncoder::new);
  }

  LaneRig(
      LaneSettings settings, Executor executor, @Nullable Sink other, Supplier<Encoder> encoders) {
    this.lane =
        new Lane(
            settings,
            new Lane.LaneParts(
                tally,
                other == null ? sink : other,
                encoders,
                rescue,
                MemoryRescue::encoder,
                executor,
                delay,
                new Random(1),
                listener()));
  }

  public static LaneSettings settings(
      LaneSettings.OnFailure onFailure, LaneSettings.WhenFull whenFull, long queueBytes) {
    return new LaneSettings(
        queueBytes,
        whenFull,
        1,
        256 << 10,
        onFailure,
        MAX_ATTEMPTS,
        PROBE_INTERVAL,
        Duration.ofMillis(200),
        Duration.ofSeconds(30),
        LaneSettings.Replay.MANUAL);
  }

  static LaneRig retrying() {
    return new LaneRig(
        settings(LaneSettings.OnFailure.RETRY, LaneSettings.WhenFull.BACKPRESSURE, 1 << 20));
  }

  /** What the stream does, on this thread: takes and delivers until there is nothing to take. */
  public void work() {
    for (@Nullable Take take = lane.take(); take != null; take = lane.take()) {
      lane.deliver(take);
    }
  }

  /** Asserts that the ledger balances, and returns it. */
  public SinkTally.Reading ledger() {
    SinkTally.Reading reading = tally.read();
    assertThat(reading.imbalance()).isZero();
    return reading;
  }

  public Lane lane() {
    return lane;
  }

  /** Lets so much time pass, and works on. */
  public void pass(Duration time) {
    delay.pass(time);
    work();
  }

  private LaneListener listener() {
    return new LaneListener() {
      @Override
      public void changed(LaneState from, LaneState to) {
        states.add(to);
      }

      @Override
      public void stopNode(Reason reason) {
        stopCalls.add(reason);
      }
    };
  }
}
