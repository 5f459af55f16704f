package io.spillway.streams.flow;

import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A rescue store that keeps lines in memory, or refuses them while it is told to. */
public final class MemoryRescue implements RescueStore {
  private final List<Kept> kept = new ArrayList<>();
  private final List<String> recovered = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private @Nullable Reason refuseWith;
  private boolean hold;
  private boolean broken;

  /** A record that was kept. */
  public record Kept(Place place, String raw, String reason, int attempt, String detail) {}

  /** Refuses groups from now on; null: keeps them again. */
  public synchronized void refuse(@Nullable Reason reason) {
    refuseWith = reason;
  }

  /** Fails at the next group. */
  public synchronized void breakOnce() {
    broken = true;
  }

  /** Answers nothing until {@link #answer}. */
  public synchronized void hold() {
    hold = true;
  }

  public void answer() {
    letGo().forEach(Runnable::run);
  }

  /** As {@link #answer}, the last group first. */
  public void answerLastFirst() {
    List<Runnable> all = new ArrayList<>(letGo());
    Collections.reverse(all);
    all.forEach(Runnable::run);
  }

  private synchronized List<Runnable> letGo() {
    hold = false;
    List<Runnable> all = List.copyOf(held);
    held.clear();
    return all;
  }

  public static RescueEncoder encoder() {
    return new RescueEncoder("out", new RawEncoder());
  }

  @Override
  public synchronized CompletionStage<Outcome> keep(RescueGroup group) {
    Reason refusal = refuseWith;
    if (refusal != null) {
      return CompletableFuture.completedFuture(Outcome.refused(refusal, "scripted"));
    }
    if (broken) {
      broken = false;
      return CompletableFuture.failedFuture(new IllegalStateException("scripted fault"));
    }
    int records = 0;
    RescueLine line = new RescueLine();
    int start = 0;
    for (int i = 0; i < group.length(); i++) {
      if (group.bytes()[i] == '\n') {
        if (!line.read(group.bytes(), start, i)) {
          throw new AssertionError(line.problem());
        }
        kept.add(
            new Kept(
                group.place(),
                new String(
                    line.bytes(),
                    line.rawStart(),
                    line.rawEnd() - line.rawStart(),
                    StandardCharsets.ISO_8859_1),
                line.reason(),
                line.attempt(),
                line.detail()));
        records++;
        start = i + 1;
      }
    }
    if (records != group.records()) {
      throw new AssertionError(records + " lines for " + group.records() + " records");
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    if (hold) {
      held.add(() -> outcome.complete(Outcome.KEPT));
    } else {
      outcome.complete(Outcome.KEPT);
    }
    return outcome;
  }

  @Override
  public synchronized void recovered(String sink) {
    recovered.add(sink);
  }

  public synchronized List<Kept> kept() {
    return List.copyOf(kept);
  }

  /** The records that were rescued, as text. */
  public synchronized List<String> rescued() {
    return kept.stream().filter(k -> k.place() == Place.RESCUED).map(Kept::raw).toList();
  }

  /** The records that were rejected, as text. */
  public synchronized List<String> rejected() {
    return kept.stream().filter(k -> k.place() == Place.REJECTED).map(Kept::raw).toList();
  }

  public synchronized List<String> recovered() {
    return List.copyOf(recovered);
  }
}
