package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A lane's deliveries of replayed records: one attempt each, beside live ones, not on the lane's
 * account, and only while the lane is well. Thread-safe.
 */
final class Replayed {
  private final Lane lane;
  private final IdleEncoders encoders;

  Replayed(Lane lane, IdleEncoders encoders) {
    this.lane = lane;
    this.encoders = encoders;
  }

  CompletionStage<Answer> deliver(List<Share> shares) {
    LaneState state = lane.life().state();
    if (state != LaneState.RUNNING) {
      int count = shares.stream().mapToInt(Share::count).sum();
      String detail = "the lane is " + state;
      return CompletableFuture.completedFuture(Answer.retry(count, Reason.UNAVAILABLE, detail));
    }
    Encoder encoder = encoders.take();
    return CompletableFuture.supplyAsync(() -> encoder.encode(shares), lane.parts().blocking())
        .thenCompose(encoded -> lane.parts().sink().deliver(encoded, new Unheard(lane.life())))
        .thenApply(
            answer -> {
              encoders.giveBack(encoder);
              return answer;
            });
  }
}
