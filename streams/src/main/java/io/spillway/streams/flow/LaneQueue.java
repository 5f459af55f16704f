package io.spillway.streams.flow;

import io.spillway.streams.batch.MemoryBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lane's shares from their offer until they are settled, outside the worker that may crash.
 * Bounded by the bytes of memory that queued and taken shares pin; an offer that does not fit waits
 * its turn, first come first served, without a timeout. A share larger than the bound fits when
 * nothing else is here. Thread-safe; callbacks run outside the lock.
 */
final class LaneQueue {
  private final long boundBytes;
  private final long gatherBytes;

  /** Gets each share that will never be taken: offered too late, or still here at the close. */
  private final Consumer<Share> refused;

  private final ArrayDeque<Entry> queued = new ArrayDeque<>();
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private final ArrayDeque<Take> givenBack = new ArrayDeque<>();
  private final Set<Take> taken = new LinkedHashSet<>();
  private long pinned;
  private long records;
  private boolean paused;
  private boolean complete;
  private boolean closed;
  private boolean hungry;
  private Runnable wake = () -> {};

  /**
   * A share, the memory it pins, what it counts in a take, and who waits for it to fit. Records
   * count as if none had less than {@link MemoryBudget#RECORD_BYTES}: as lines they have more.
   */
  private record Entry(
      Share share, long held, long bytes, @Nullable CompletableFuture<Void> offer) {}

  LaneQueue(long boundBytes, long gatherBytes, Consumer<Share> refused) {
    this.boundBytes = boundBytes;
    this.gatherBytes = gatherBytes;
    this.refused = refused;
  }

  /** Completes when the share fits, or at once if it comes too late and was refused. */
  CompletionStage<Void> offer(Share share) {
    Entry entry = entry(share, new CompletableFuture<>());
    Runnable after;
    synchronized (this) {
      if (complete) {
        after = () -> refused.accept(share);
      } else if (fits(entry)) {
        after = put(entry);
      } else {
        waiting.add(entry);
        records += share.count();
        return offerOf(entry);
      }
    }
    after.run();
    return CompletableFuture.completedFuture(null);
  }

  /** Takes the share if it fits now; refuses it if it comes too late. */
  boolean offerNow(Share share) {
    Entry entry = entry(share, null);
    Runnable after;
    synchronized (this) {
      if (complete) {
        after = () -> refused.accept(share);
      } else if (fits(entry)) {
        after = put(entry);
      } else {
        return false;
      }
    }
    after.run();
    return true;
  }

  /** No more input; what waits or is queued is still delivered. */
  void complete() {
    Runnable after;
    synchronized (this) {
      complete = true;
      after = wakeIfHungry();
    }
    after.run();
  }

  /**
   * Refuses all that no worker has now, and releases producers that wait. Returns what workers gave
   * back unfinished, for the lane to account for.
   */
  List<Take> close() {
    List<Entry> left;
    List<Take> unfinished;
    Runnable after;
    synchronized (this) {
      complete = true;
      closed = true;
      left = new ArrayList<>(queued);
      left.addAll(waiting);
      unfinished = List.copyOf(givenBack);
      queued.forEach(entry -> pinned -= entry.held());
      left.forEach(entry -> records -= entry.share().count());
      queued.clear();
      waiting.clear();
      givenBack.clear();
      after = wakeIfHungry();
    }
    left.forEach(entry -> refused.accept(entry.share()));
    left.forEach(LaneQueue::fitted);
    after.run();
    return unfinished;
  }

  /** What waits to fit, to go another way; whoever takes it ends the offers. */
  synchronized List<Waiting> takeWaiting() {
    List<Waiting> all = new ArrayList<>();
    for (Entry entry : waiting) {
      records -= entry.share().count();
      all.add(new Waiting(entry.share(), offerOf(entry)));
    }
    waiting.clear();
    return all;
  }

  /** An offer that has not fit yet. */
  record Waiting(Share share, CompletableFuture<Void> offer) {}

  /** While paused nothing is taken. */
  void pause(boolean pause) {
    Runnable after;
    synchronized (this) {
      paused = pause;
      after = wakeIfHungry();
    }
    after.run();
  }

  // ---- the consumer's side

  /** Called each time there may be something for a consumer whose last poll came back empty. */
  synchronized void onAvailable(Runnable action) {
    wake = action;
  }

  /** All that is there, up to the gather size; null if there is nothing to take now. */
  synchronized @Nullable Take poll() {
    Take again = paused ? null : givenBack.poll();
    if (again != null) {
      return again;
    }
    if (paused || queued.isEmpty()) {
      hungry = true;
      return null;
    }
    List<Share> shares = new ArrayList<>();
    List<Long> held = new ArrayList<>();
    long bytes = 0;
    for (Entry next = queued.peek();
        next != null && (shares.isEmpty() || bytes + next.bytes() <= gatherBytes);
        next = queued.peek()) {
      queued.remove();
      shares.add(next.share());
      held.add(next.held());
      bytes += next.bytes();
      records -= next.share().count();
    }
    Take take = new Take(shares, held);
    taken.add(take);
    return take;
  }

  /** Whether nothing more is taken in. */
  synchronized boolean completed() {
    return complete;
  }

  /** Whether nothing will ever come again. */
  synchronized boolean exhausted() {
    return complete && queued.isEmpty() && waiting.isEmpty() && givenBack.isEmpty();
  }

  /** Whether nothing will ever come again and all that was taken has ended. */
  synchronized boolean finished() {
    return exhausted() && taken.isEmpty();
  }

  /**
   * A worker broke off in a take: the next one goes on with it. False after the close. At once, as
   * {@link #reclaim()} must not find it broken off and not yet given back.
   */
  boolean giveBack(Take take) {
    Runnable after;
    synchronized (this) {
      take.breakOff();
      if (closed) {
        return false;
      }
      if (!givenBack.contains(take)) {
        givenBack.add(take);
      }
      after = wakeIfHungry();
    }
    after.run();
    return true;
  }

  /** A new stream begins: takes that the last one did not come to start are taken again. */
  synchronized void reclaim() {
    for (Take take : taken) {
      if (!take.started() && !givenBack.contains(take)) {
        givenBack.add(take);
      }
    }
  }

  /** Every record of the take has ended; the consumer is woken by the last one. */
  void ended(Take take) {
    Runnable after;
    synchronized (this) {
      taken.remove(take);
      givenBack.remove(take);
      after = finished() ? wakeIfHungry() : () -> {};
    }
    after.run();
  }

  /** Settled shares pinned that much memory; who waits may fit now. */
  void release(long held) {
    List<Entry> fitting = new ArrayList<>();
    Runnable after;
    synchronized (this) {
      pinned -= held;
      for (Entry next = waiting.peek(); next != null && roomFor(next); next = waiting.peek()) {
        waiting.remove();
        records -= next.share().count();
        add(next);
        fitting.add(next);
      }
      after = fitting.isEmpty() ? () -> {} : wakeIfHungry();
    }
    fitting.forEach(LaneQueue::fitted);
    after.run();
  }

  /** Takes that have not ended, whether a worker has them or gave them back. */
  synchronized List<Take> unsettled() {
    return List.copyOf(taken);
  }

  /** Records that no worker has taken, waiting offers among them. */
  synchronized long records() {
    return records;
  }

  synchronized long pinnedBytes() {
    return pinned;
  }

  private static Entry entry(Share share, @Nullable CompletableFuture<Void> offer) {
    long bytes = Math.max(share.bytes(), (long) MemoryBudget.RECORD_BYTES * share.count());
    return new Entry(share, share.events().heldBytes(), bytes, offer);
  }

  private boolean fits(Entry entry) {
    return waiting.isEmpty() && roomFor(entry);
  }

  private boolean roomFor(Entry entry) {
    return pinned == 0 || pinned + entry.held() <= boundBytes;
  }

  /** The consumer must be woken after it: what this returns is to be run outside the lock. */
  private Runnable put(Entry entry) {
    add(entry);
    return wakeIfHungry();
  }

  private void add(Entry entry) {
    queued.add(entry);
    pinned += entry.held();
    records += entry.share().count();
  }

  private Runnable wakeIfHungry() {
    if (!hungry) {
      return () -> {};
    }
    hungry = false;
    return wake;
  }

  private static CompletableFuture<Void> offerOf(Entry entry) {
    CompletableFuture<Void> offer = entry.offer();
    return offer == null ? CompletableFuture.completedFuture(null) : offer;
  }

  private static void fitted(Entry entry) {
    offerOf(entry).complete(null);
  }
}
