package io.spillway.streams.journal;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a source's batches do before they are passed on: nothing, or be written to its journal. A
 * reload switches that. Thread-safe; costs a look at a field per batch while it is off.
 */
public final class WriteAhead {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.journal");

  private final Journals journals;
  private final MemoryBudget budget;
  private final SourceTally tally;
  private volatile @Nullable Journal journal;
  private volatile boolean on;
  private volatile boolean restIsLeft;

  private WriteAhead(Journals journals, MemoryBudget budget, SourceTally tally) {
    this.journals = journals;
    this.budget = budget;
    this.tally = tally;
  }

  /**
   * Of a source.
   *
   * @param budget where batches stand that an earlier run left
   */
  public static WriteAhead of(
      Journals journals, JournalSettings settings, MemoryBudget budget, SourceTally tally) {
    WriteAhead ahead = new WriteAhead(journals, budget, tally);
    ahead.prepare(settings);
    ahead.change(settings);
    return ahead;
  }

  /**
   * Makes sure that it can {@link #change} to those: opens what is to be written to. Blocks.
   *
   * @throws UncheckedIOException with a message for people if that can't be used
   */
  public void prepare(JournalSettings settings) {
    try {
      journals.prepare(tally.source(), settings.on());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "source " + tally.source() + ": journal = " + word(settings) + ": " + e.getMessage(), e);
    }
  }

  private static String word(JournalSettings settings) {
    return settings.on() ? "on" : "off";
  }

  /**
   * Switches it, as was prepared: on for flows that begin from now on, off for all; other limits
   * hold at once.
   */
  public synchronized void change(JournalSettings settings) {
    Journal its = journals.of(tally.source());
    if (settings.on()) {
      Objects.requireNonNull(its, "prepared").use(settings);
    }
    journal = its;
    on = settings.on();
    if (!on && its != null) {
      its.retire();
    }
  }

  /** Whether batches are written. */
  public boolean isOn() {
    return on;
  }

  /** Completes with the batch when it may be passed on; never fails. */
  public CompletionStage<Batch> keep(Batch batch) {
    Journal its = journal;
    return on && its != null ? its.keep(batch) : CompletableFuture.completedFuture(batch);
  }

  /** The next batch that an earlier run left; empty after the last, or when the rest is left. */
  public CompletionStage<Optional<Batch>> recovered() {
    Journal its = journal;
    return its == null || restIsLeft
        ? CompletableFuture.completedFuture(Optional.empty())
        : its.recovery().next(budget, tally, journals.threads());
  }

  /** The time of a stop is over: what was not passed on yet stays for the next start. */
  public void leaveTheRest() {
    restIsLeft = true;
    if (hasLeft()) {
      LOG.warn(
          "journal keeps what an earlier run left and was not passed on yet source={}; it comes"
              + " again at the next start",
          tally.source());
    }
  }

  /** Whether an earlier run left any. */
  public boolean hasLeft() {
    Journal its = journal;
    return its != null && its.recovery().isLeft();
  }

  /** The source ends: what can't be written is passed on all the same. */
  public void drain() {
    Journal its = journal;
    if (its != null) {
      its.drain();
    }
  }

  /** What the journal holds, by the names that users see; empty if there is none. */
  public Map<String, Long> counts() {
    Journal its = journal;
    if (its == null) {
      return Map.of();
    }
    JournalCounts counts = its.counts();
    return on || counts.segments() > 0 || counts.fromJournal() > 0 ? counts.byName() : Map.of();
  }

  /** Why it can't be written; empty if it can. */
  public String problem() {
    Journal its = journal;
    return its == null ? "" : its.problem();
  }
}
