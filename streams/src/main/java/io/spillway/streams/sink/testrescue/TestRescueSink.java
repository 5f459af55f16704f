package io.spillway.streams.sink.testrescue;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendWitness;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.testrescue.TestRescueSettings.Phase;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Writes to another sink, a file, and fails on purpose: for a while at a time, or each so many
 * deliveries. Its time begins when it is made. Thread-safe.
 */
public final class TestRescueSink implements Sink {
  private static final Duration PER_RECORD = Duration.ofMillis(10);
  private static final int REJECT_EACH = 10;

  private static final Answer.Run REJECTED =
      new Answer.Run(
          1,
          Answer.Verdict.REJECTED,
          Reason.PAYLOAD_REJECTED,
          "test_rescue rejects each tenth record");

  private final TestRescueSettings settings;
  private final Sink file;
  private final LongSupplier nanos;
  private final long begun;
  private final AtomicLong deliveries = new AtomicLong();

  public TestRescueSink(TestRescueSettings settings, Sink file) {
    this(settings, file, System::nanoTime);
  }

  TestRescueSink(TestRescueSettings settings, Sink file, LongSupplier nanos) {
    this.settings = settings;
    this.file = file;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  @Override
  public CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    return deliver(records, progress, AppendWitness.NONE);
  }

  /** With {@code REJECT_SOME}, which writes in several pieces, the witness is told nothing. */
  @Override
  public CompletionStage<Answer> deliver(
      Outgoing records, Progress progress, AppendWitness witness) {
    Duration fails = failsFor(records.count());
    if (fails.isZero()) {
      return file.deliver(records, progress, witness);
    }
    return switch (settings.failure()) {
      case REFUSE -> now(retry(records, Reason.UNAVAILABLE, "test_rescue is down"));
      case HANG -> now(hang(records, progress, fails));
      case SLOW -> slowly(records, progress, witness);
      case REJECT_SOME -> withoutEachTenth(records, progress);
      case HALF -> half(records, progress, witness);
    };
  }

  /** How long it goes on failing; zero if it works. A probe, which has no records, is none of N. */
  private Duration failsFor(int records) {
    if (settings.everyN().isPresent()) {
      boolean fails =
          records > 0 && deliveries.incrementAndGet() % settings.everyN().getAsLong() == 0;
      return fails ? Duration.ofSeconds(1) : Duration.ZERO;
    }
    long up = settings.up().toNanos();
    long down = settings.down().toNanos();
    if (down == 0) {
      return Duration.ZERO;
    }
    long at = (nanos.getAsLong() - begun + (settings.start() == Phase.UP ? 0 : up)) % (up + down);
    return at < up ? Duration.ZERO : Duration.ofNanos(up + down - at);
  }

  private static Answer hang(Outgoing records, Progress progress, Duration until) {
    boolean probe = records.count() == 0;
    if (!probe && progress.abandonedWithin(until)) {
      return retry(records, Reason.DRAIN_DEADLINE, "test_rescue hangs, broken off");
    }
    return retry(records, Reason.TIMEOUT, "test_rescue hangs");
  }

  private CompletionStage<Answer> slowly(
      Outgoing records, Progress progress, AppendWitness witness) {
    int count = records.count();
    for (int i = 0; i < count; i++) {
      if (progress.abandonedWithin(PER_RECORD)) {
        return now(retry(records, Reason.DRAIN_DEADLINE, "test_rescue is slow, broken off"));
      }
    }
    return file.deliver(records, progress, witness);
  }

  private CompletionStage<Answer> half(Outgoing records, Progress progress, AppendWitness witness) {
    int first = records.count() / 2;
    int rest = records.count() - first;
    Answer.Run lost =
        new Answer.Run(
            rest, Answer.Verdict.RETRY, Reason.CONNECTION_RESET, "test_rescue takes half");
    return file.deliver(part(records, 0, first), progress, witness)
        .thenApply(said -> with(said, lost));
  }

  private CompletionStage<Answer> withoutEachTenth(Outgoing records, Progress progress) {
    CompletionStage<Answer> all = now(new Answer(List.of()));
    for (int from = 0; from < records.count(); from += REJECT_EACH) {
      int to = Math.min(from + REJECT_EACH - 1, records.count());
      boolean full = from + REJECT_EACH <= records.count();
      Outgoing part = part(records, from, to);
      all =
          all.thenCompose(
              before ->
                  file.deliver(part, progress)
                      .thenApply(
                          said -> {
                            Answer both = with(before, said.runs().toArray(Answer.Run[]::new));
                            return full ? with(both, REJECTED) : both;
                          }));
    }
    return all;
  }

  private static Answer with(Answer first, Answer.Run... more) {
    List<Answer.Run> runs = new ArrayList<>(first.runs());
    runs.addAll(List.of(more));
    return new Answer(runs);
  }

  private static Outgoing part(Outgoing all, int from, int to) {
    long start = from == 0 ? 0 : all.ends()[from - 1];
    long end = to == 0 ? 0 : all.ends()[to - 1];
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(all.bytes()));
    all.buffers().forEach(buffer -> bytes.put(buffer.duplicate()));
    long[] ends = new long[to - from];
    for (int i = from; i < to; i++) {
      ends[i - from] = all.ends()[i] - start;
    }
    return new Outgoing(List.of(bytes.slice((int) start, (int) (end - start))), ends, to - from);
  }

  private static Answer retry(Outgoing records, Reason reason, String detail) {
    return Answer.retry(records.count(), reason, detail);
  }

  private static CompletionStage<Answer> now(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public void close() {
    file.close();
  }
}
