package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Answer.Run;
import io.spillway.streams.sink.Answer.Verdict;
import io.spillway.streams.sink.AppendWitness;
import io.spillway.streams.sink.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A lane's deliveries of replayed records: one attempt each, beside live ones, not on the lane's
 * account, and only while the lane is well. Records that can't be encoded are rejected before any
 * other is delivered. Thread-safe.
 */
final class Replayed {
  private final Lane lane;
  private final IdleEncoders encoders;

  Replayed(Lane lane, IdleEncoders encoders) {
    this.lane = lane;
    this.encoders = encoders;
  }

  CompletionStage<Answer> deliver(List<Share> shares, AppendWitness witness) {
    if (!lane.isReady()) {
      int count = shares.stream().mapToInt(Share::count).sum();
      String detail = "the lane is " + lane.life().state();
      return CompletableFuture.completedFuture(Answer.retry(count, Reason.UNAVAILABLE, detail));
    }
    Encoder encoder = encoders.take();
    return CompletableFuture.supplyAsync(
            () -> encodeAndSend(shares, encoder, witness), lane.parts().blocking())
        .thenCompose(answer -> answer)
        .thenApply(
            answer -> {
              encoders.giveBack(encoder);
              return answer;
            });
  }

  private CompletionStage<Answer> encodeAndSend(
      List<Share> shares, Encoder encoder, AppendWitness witness) {
    Outgoing encoded;
    try {
      encoded = encoder.encode(shares);
    } catch (RuntimeException | OutOfMemoryError e) { // which record it was on is found out singly
      SingleEncoding each = new SingleEncoding(shares, encoder);
      if (!each.unfit().isEmpty()) {
        return CompletableFuture.completedFuture(withoutUnfit(each));
      }
      encoded = each.outgoing();
    }
    return lane.parts().sink().deliver(encoded, new Unheard(lane.life()), witness);
  }

  private static Answer withoutUnfit(SingleEncoding each) {
    Run unfit = new Run(1, Verdict.REJECTED, Reason.ENCODE_FAILED, each.detail());
    List<Run> runs = new ArrayList<>();
    int at = 0;
    for (int record : each.unfit()) {
      if (record > at) {
        runs.add(later(record - at));
      }
      runs.add(unfit);
      at = record + 1;
    }
    int left = each.outgoing().count() - at;
    if (left > 0) {
      runs.add(later(left));
    }
    return new Answer(runs);
  }

  private static Run later(int records) {
    return new Run(records, Verdict.RETRY, Reason.ENCODE_FAILED, "others can't be encoded");
  }
}
