package io.spillway.streams.sink.blackhole;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes every record and keeps none, each after a wait if its settings say so. Thread-safe. */
public final class BlackholeSink implements Sink {
  private final Duration sleep;

  public BlackholeSink(BlackholeSettings settings) {
    this.sleep = settings.sleep();
  }

  @Override
  public CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    return CompletableFuture.completedFuture(
        sleep.isZero() ? Answer.delivered(records.count()) : slowly(records.count(), progress));
  }

  private Answer slowly(int count, Progress progress) {
    for (int done = 0; done < count; done++) {
      if (progress.abandonedWithin(sleep)) {
        return Answer.partly(done, count - done, Reason.DRAIN_DEADLINE, "broken off");
      }
      progress.delivered(1);
    }
    return Answer.delivered(count);
  }

  @Override
  public void close() {}
}
