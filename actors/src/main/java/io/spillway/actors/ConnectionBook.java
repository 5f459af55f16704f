package io.spillway.actors;

import io.spillway.streams.source.tcp.Closed;
import io.spillway.streams.source.tcp.ReceiveQueues;
import io.spillway.streams.source.tcp.TcpConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;

/**
 * What a TCP source must know even after a crash of its actor: how its connections ended, which of
 * them still hand on what they took, whether it had its port, whether it drains. Thread-safe.
 */
public final class ConnectionBook {
  /** No connection has this number. */
  private static final long RECOVERY = 0;

  private final Map<String, Long> closedBy = new TreeMap<>();
  private final Map<Long, CompletableFuture<Done>> handingOn = new HashMap<>();
  private Optional<CompletionStage<Done>> recovery = Optional.empty();
  private long cutWhileSending;
  private long unread;
  private boolean bound;
  private boolean draining;

  /** A connection runs; {@code routed} ends, well or badly, when nothing comes from it any more. */
  void running(TcpConnection connection, CompletionStage<Done> routed) {
    CompletableFuture<Done> end = routed.exceptionally(fault -> Done.done()).toCompletableFuture();
    synchronized (this) {
      handingOn.put(connection.number(), end);
    }
    var counted = connection.closed().thenAccept(this::closed);
    var unused = end.runAfterBoth(counted, () -> handedOn(connection.number()));
  }

  /**
   * What the journal had left is handed on, by what an actor before has begun, or else by what
   * {@code begin} begins; ends when all of it is, or badly.
   */
  CompletionStage<Done> recovery(Supplier<CompletionStage<Done>> begin) {
    CompletionStage<Done> now;
    synchronized (this) {
      if (recovery.isPresent()) {
        return recovery.get();
      }
      now = begin.get();
      recovery = Optional.of(now);
      handingOn.put(RECOVERY, now.exceptionally(fault -> Done.done()).toCompletableFuture());
    }
    var unused = now.whenComplete((done, fault) -> recoveryEnded());
    return now;
  }

  private synchronized void recoveryEnded() {
    recovery = Optional.empty();
    handingOn.remove(RECOVERY);
  }

  private synchronized void closed(Closed closed) {
    closedBy.merge(closed.reason().word(), 1L, Long::sum);
    cutWhileSending += closed.cutWhileSending() ? 1 : 0;
    unread = ReceiveQueues.known() ? unread + closed.unreadBytes() : -1;
  }

  private synchronized void handedOn(long number) {
    handingOn.remove(number);
  }

  /** Completes when all connections that run now have handed on what they took. */
  synchronized CompletionStage<Void> allHandedOn() {
    return CompletableFuture.allOf(handingOn.values().toArray(new CompletableFuture<?>[0]));
  }

  /** Closed connections by reason. */
  synchronized Map<String, Long> closedBy() {
    return Map.copyOf(closedBy);
  }

  synchronized long cutWhileSending() {
    return cutWhileSending;
  }

  /** Bytes in the kernel that nobody read; -1 where the system can't say. */
  synchronized long unreadBytes() {
    return unread;
  }

  synchronized void bound() {
    bound = true;
  }

  synchronized boolean wasBound() {
    return bound;
  }

  synchronized void drain() {
    draining = true;
  }

  synchronized boolean draining() {
    return draining;
  }
}
