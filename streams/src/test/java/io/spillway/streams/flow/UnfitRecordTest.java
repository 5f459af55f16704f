package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.ledger.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records that an encoder throws on, among others. */
class UnfitRecordTest {
  private final List<String> settled = new ArrayList<>();

  private static LaneRig rig(Error outOfMemory) {
    return new LaneRig(
        LaneRig.settings(OnFailure.RETRY, WhenFull.BACKPRESSURE, 1 << 20),
        Runnable::run,
        null,
        () -> throwing(outOfMemory));
  }

  /** Throws the error on records of 5 bytes, and an exception on those of 6. */
  private static Encoder throwing(Error outOfMemory) {
    RawEncoder raw = new RawEncoder();
    return shares -> {
      for (Share share : shares) {
        for (int i = 0; i < share.count(); i++) {
          int length = share.batch().end(share.record(i)) - share.batch().start(share.record(i));
          if (length == 5) {
            throw outOfMemory;
          } else if (length == 6) {
            throw new IllegalStateException("scripted");
          }
        }
      }
      return raw.encode(shares);
    };
  }

  private void offer(LaneRig rig, String... lines) {
    rig.lane.offer(TestBatches.share(() -> settled.add(lines[0]), lines));
  }

  @Test
  void isRejectedAndTheOthersAreDelivered() {
    LaneRig rig = rig(new OutOfMemoryError("scripted"));
    offer(rig, "a", "poison", "b", "heavy");
    offer(rig, "heavy", "poison");
    offer(rig, "c");
    rig.work();
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c");
    assertThat(settled).containsExactlyInAnyOrder("a", "heavy", "c");
    assertThat(rig.ledger().rejected()).isEqualTo(4);
    assertThat(rig.ledger().inFlight()).isZero();
    assertThat(rig.ledger().bytes()).isEqualTo(6);
    assertThat(rig.ledger().reasons()).containsEntry(Reason.ENCODE_FAILED, 4L);
    offer(rig, "d");
    rig.work();
    assertThat(rig.sink.delivered()).endsWith("d");
  }

  @Test
  void staysRejectedWhenTheOthersAreSentAgain() {
    LaneRig rig = rig(new OutOfMemoryError("scripted"));
    rig.sink.takeOnly(1).crash();
    offer(rig, "poison", "a", "poison", "b", "poison", "c");
    rig.work();
    rig.delay.pass(Duration.ofMillis(201));
    rig.work();
    assertThat(rig.sink.delivered()).containsExactly("a", "b", "c");
    assertThat(rig.ledger().rejected()).isEqualTo(3);
    assertThat(rig.ledger().delivered()).isEqualTo(3);
  }

  @Test
  void endsATakeOfNothingElseWithoutADelivery() {
    LaneRig rig = rig(new OutOfMemoryError("scripted"));
    offer(rig, "poison");
    rig.work();
    rig.lane.drain();
    assertThat(rig.lane.whenStopped()).isCompleted();
    assertThat(rig.sink.attempts()).isEmpty();
    assertThat(settled).containsExactly("poison");
    assertThat(rig.ledger().rejected()).isEqualTo(1);
  }
}
