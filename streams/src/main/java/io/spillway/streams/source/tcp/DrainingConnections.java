package io.spillway.streams.source.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.Scheduler;
import scala.concurrent.ExecutionContext;
import scala.concurrent.ExecutionContextExecutor;

/**
 * The connections of one source that are being read out: looks after all of them every 5 ms, since
 * the kernel's table is read once for all. Runs only while there are any. Thread-safe; looks on a
 * thread where blocking is allowed.
 */
final class DrainingConnections {
  private static final Duration INTERVAL = Duration.ofMillis(5);

  private final Scheduler scheduler;
  private final ExecutionContextExecutor blocking;
  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();
  private boolean running;

  DrainingConnections(Scheduler scheduler, Executor blocking) {
    this.scheduler = scheduler;
    this.blocking = ExecutionContext.fromExecutor(blocking);
  }

  void add(TcpConnection connection) {
    connections.add(connection);
    synchronized (this) {
      if (running) {
        return;
      }
      running = true;
    }
    again();
  }

  void remove(TcpConnection connection) {
    connections.remove(connection);
  }

  private void again() {
    var unused = scheduler.scheduleOnce(INTERVAL, this::look, blocking);
  }

  private void look() {
    try {
      long now = System.nanoTime();
      Map<InetSocketAddress, Long> unread = unread(now);
      for (TcpConnection connection : connections) {
        connection.look(now, unread);
      }
    } finally {
      if (goesOn()) {
        again();
      }
    }
  }

  private synchronized boolean goesOn() {
    running = !connections.isEmpty();
    return running;
  }

  private Map<InetSocketAddress, Long> unread(long now) {
    for (TcpConnection connection : connections) {
      if (connection.lingered(now)) {
        try {
          return ReceiveQueues.read(connection.localPort());
        } catch (IOException e) {
          throw new UncheckedIOException("can't read the kernel's table of connections", e);
        }
      }
    }
    return Map.of();
  }
}
