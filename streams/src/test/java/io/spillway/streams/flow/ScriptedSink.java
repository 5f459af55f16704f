package io.spillway.streams.flow;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * A sink that does as it was told: each scripted step answers one delivery, and when the script is
 * over everything is delivered. Keeps what it delivered and rejected.
 */
public final class ScriptedSink implements Sink {
  /** One delivery's answer. */
  public interface Step {
    CompletionStage<Answer> deliver(List<String> lines, Progress progress);
  }

  private final Queue<Step> script = new ArrayDeque<>();
  private final List<String> delivered = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();
  private final List<Integer> attempts = new ArrayList<>();
  private int closes;

  public ScriptedSink failOn(int deliveries) {
    for (int i = 0; i < deliveries; i++) {
      then((lines, progress) -> now(Answer.retry(lines.size(), Reason.UNAVAILABLE, "scripted")));
    }
    return this;
  }

  /** Takes the first {@code n} of the next delivery, by progress and answer. */
  public ScriptedSink takeOnly(int n) {
    return then(
        (lines, progress) -> {
          progress.delivered(n);
          return now(Answer.partly(n, lines.size() - n, Reason.CONNECTION_RESET, "scripted"));
        });
  }

  /** Rejects, and asks again for, those that match; takes the others. */
  public ScriptedSink sort(Predicate<String> rejects, Predicate<String> retries) {
    return then((lines, progress) -> now(sorted(lines, rejects, retries)));
  }

  /** Never answers; tells of progress for that many records first. */
  public ScriptedSink hang(int progressed) {
    return then(
        (lines, progress) -> {
          progress.delivered(progressed);
          return new CompletableFuture<>();
        });
  }

  public ScriptedSink crash() {
    return then(
        (lines, progress) -> {
          throw new IllegalStateException("scripted crash");
        });
  }

  public synchronized ScriptedSink then(Step step) {
    script.add(step);
    return this;
  }

  @Override
  public synchronized CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    List<String> lines = lines(records);
    attempts.add(lines.size());
    Step step = script.poll();
    CompletionStage<Answer> answer =
        step == null ? now(Answer.delivered(lines.size())) : step.deliver(lines, progress);
    return answer.thenApply(said -> keep(lines, said));
  }

  private synchronized Answer keep(List<String> lines, Answer answer) {
    int at = 0;
    for (Answer.Run run : answer.runs()) {
      List<String> part = lines.subList(at, at + run.count());
      switch (run.verdict()) {
        case DELIVERED -> delivered.addAll(part);
        case REJECTED -> rejected.addAll(part);
        case RETRY -> {}
      }
      at += run.count();
    }
    return answer;
  }

  private static Answer sorted(
      List<String> lines, Predicate<String> rejects, Predicate<String> retries) {
    List<Answer.Run> runs = new ArrayList<>();
    for (String line : lines) {
      if (rejects.test(line)) {
        runs.add(new Answer.Run(1, Answer.Verdict.REJECTED, Reason.PAYLOAD_REJECTED, "no"));
      } else if (retries.test(line)) {
        runs.add(new Answer.Run(1, Answer.Verdict.RETRY, Reason.UNAVAILABLE, "later"));
      } else {
        runs.add(new Answer.Run(1, Answer.Verdict.DELIVERED, Reason.UNKNOWN, ""));
      }
    }
    return new Answer(runs);
  }

  /** The records' text, each without its newline. */
  public static List<String> lines(Outgoing records) {
    ByteBuffer all = ByteBuffer.allocate((int) records.bytes());
    records.buffers().forEach(buffer -> all.put(buffer.duplicate()));
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < records.count(); i++) {
      int end = (int) records.ends()[i];
      lines.add(new String(all.array(), start, end - 1 - start, StandardCharsets.ISO_8859_1));
      start = end;
    }
    return lines;
  }

  private static CompletionStage<Answer> now(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public synchronized void close() {
    closes++;
  }

  public synchronized int closes() {
    return closes;
  }

  public synchronized List<String> delivered() {
    return List.copyOf(delivered);
  }

  public synchronized List<String> rejected() {
    return List.copyOf(rejected);
  }

  /** How many records each delivery had. */
  public synchronized List<Integer> attempts() {
    return List.copyOf(attempts);
  }
}
