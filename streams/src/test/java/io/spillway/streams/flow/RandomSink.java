package io.spillway.streams.flow;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A sink that delivers, refuses and puts off records as its seed says. */
public final class RandomSink implements Sink {
  private final Random random;
  private final List<String> delivered = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();

  public RandomSink(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    List<String> lines = ScriptedSink.lines(records);
    List<Answer.Run> runs = new ArrayList<>();
    int at = progressed(lines, progress);
    if (at > 0) {
      runs.add(new Answer.Run(at, Answer.Verdict.DELIVERED, Reason.UNKNOWN, ""));
    }
    while (at < lines.size()) {
      int count = 1 + random.nextInt(lines.size() - at);
      List<String> part = lines.subList(at, at + count);
      int draw = random.nextInt(10);
      if (draw < 6) {
        delivered.addAll(part);
        runs.add(new Answer.Run(count, Answer.Verdict.DELIVERED, Reason.UNKNOWN, ""));
      } else if (draw < 7) {
        rejected.addAll(part);
        runs.add(new Answer.Run(count, Answer.Verdict.REJECTED, Reason.PAYLOAD_REJECTED, ""));
      } else {
        runs.add(new Answer.Run(count, Answer.Verdict.RETRY, Reason.UNAVAILABLE, ""));
      }
      at += count;
    }
    return CompletableFuture.completedFuture(new Answer(runs));
  }

  private int progressed(List<String> lines, Progress progress) {
    int count = random.nextBoolean() ? random.nextInt(lines.size() + 1) : 0;
    delivered.addAll(lines.subList(0, count));
    progress.delivered(count);
    return count;
  }

  @Override
  public void close() {}

  public List<String> delivered() {
    return delivered;
  }

  public List<String> rejected() {
    return rejected;
  }
}
