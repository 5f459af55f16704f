package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records over one connection at a time. A record is delivered when our kernel has taken it
 * whole, which is not yet arrival: after a break the last records go out again, before new ones,
 * and are counted. Only if the receiver closed an idle connection after it had acknowledged
 * everything, nothing is repeated. Looks after the connection once a second. Thread-safe, one
 * delivery at a time.
 */
final class StreamSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.net");
  private static final Logger DATA = LoggerFactory.getLogger("data.sink.net");
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** What was sent longer ago has left the memory of a receiver that works. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final String name;
  private final Dialer dialer;
  private final Duration writeTimeout;
  private final SendWindow window;
  private final Executor later;
  private final LongConsumer resent;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private long connections;
  private boolean tendPlanned;
  private boolean closed;

  /** Whether the window's records have to go out again. */
  private boolean repeat;

  /**
   * A sink that connects at the first delivery.
   *
   * @param name for the log
   * @param later runs a task a second later, where blocking is allowed
   * @param resent told how many records were sent again
   */
  StreamSink(
      String name,
      Dialer dialer,
      SendWindow window,
      Duration writeTimeout,
      Executor later,
      LongConsumer resent) {
    this.name = name;
    this.dialer = dialer;
    this.window = window;
    this.writeTimeout = writeTimeout;
    this.later = later;
    this.resent = resent;
  }

  @Override
  public CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    lock.lock();
    try {
      return CompletableFuture.completedFuture(send(records, progress));
    } finally {
      planTend();
      lock.unlock();
    }
  }

  private Answer send(Outgoing records, Progress progress) {
    Connection to;
    try {
      to = connected(progress);
    } catch (IOException e) {
      return Answer.retry(records.count(), NetFaults.reason(e), NetFaults.detail(e));
    }
    long start = window.end();
    long seq = to.sent();
    window.add(records);
    try {
      to.send(window, progress);
      window.allTaken();
      DATA.debug(
          "sent sink={} connection={} seq={} records={} bytes={}",
          name,
          to.number(),
          seq,
          records.count(),
          to.sent() - seq);
      return Answer.delivered(records.count());
    } catch (IOException e) {
      lost(e);
      int whole = window.records(start, window.end());
      return Answer.partly(
          whole, records.count() - whole, NetFaults.reason(e), NetFaults.detail(e));
    }
  }

  /** A connection that has not ended as far as can be seen, and has the window's records. */
  private Connection connected(Progress progress) throws IOException {
    Connection open = connection;
    if (open != null) {
      try {
        if (!open.wire().ended()) {
          return open;
        }
        endedByPeer(open);
      } catch (IOException e) {
        lost(e);
      }
    }
    Wire wire = dialer.dial(progress);
    connections++;
    Connection fresh = new Connection(connections, wire, writeTimeout);
    connection = fresh;
    LOG.info("connected sink={} peer={} connection={}", name, fresh.wire().peer(), fresh.number());
    repeat(fresh, progress);
    return fresh;
  }

  private void repeat(Connection to, Progress progress) throws IOException {
    if (!repeat) {
      return;
    }
    long start = window.position();
    long seq = to.sent();
    try {
      to.send(window, progress);
      repeat = false;
    } catch (IOException e) {
      resent.accept(window.records(start, window.position()));
      lost(e);
      throw e;
    }
    int records = window.records(start, window.end());
    window.allTaken();
    resent.accept(records);
    LOG.info(
        "resent sink={} connection={} seq={} records={} bytes={}",
        name,
        to.number(),
        seq,
        records,
        to.sent() - seq);
  }

  /** Closed in good order: if it had acknowledged everything, its program has read everything. */
  private void endedByPeer(Connection open) {
    if (open.idle().compareTo(IDLE) >= 0 && open.wire().unacknowledged().orElse(1) == 0) {
      LOG.info("idle connection closed by peer sink={} connection={}", name, open.number());
      drop(open);
      window.confirmed();
    } else {
      lost(new EOFException("closed by peer"));
    }
  }

  private void lost(IOException why) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    drop(open);
    window.broken();
    repeat = window.hasUnsent();
    LOG.warn(
        "connection lost sink={} connection={} reason={} to_resend={} detail=\"{}\"",
        name,
        open.number(),
        NetFaults.reason(why),
        window.records(window.position(), window.end()),
        NetFaults.detail(why));
  }

  private void drop(Connection open) {
    connection = null;
    open.wire().close();
  }

  private void planTend() {
    if (!tendPlanned && !closed && (connection != null || repeat)) {
      tendPlanned = true;
      later.execute(this::tend);
    }
  }

  /** Notices a break while nothing is sent, and sends the window again. */
  private void tend() {
    if (!lock.tryLock()) {
      later.execute(this::tend);
      return;
    }
    try {
      tendPlanned = false;
      if (!closed) {
        look();
        planTend();
      }
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    Connection open = connection;
    try {
      if (open != null && open.wire().ended()) {
        endedByPeer(open);
      }
    } catch (IOException e) {
      lost(e);
    }
    if (connection == null && repeat) {
      repeatNow(new Patience(LAST_WORDS));
    }
  }

  private void repeatNow(Progress progress) {
    try {
      connected(progress);
    } catch (IOException e) { // tried again a second later, or with the next delivery
      LOG.debug("can't resend yet sink={} detail=\"{}\"", name, NetFaults.detail(e));
    }
  }

  /**
   * Tells the receiver that no more comes and waits a while for it to have read everything; a
   * connection that breaks meanwhile is made once more.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        say();
      }
    } finally {
      lock.unlock();
    }
  }

  private void say() {
    Progress patience = new Patience(LAST_WORDS);
    try {
      if (connection != null || repeat) {
        try {
          connected(patience).finish(patience);
        } catch (IOException e) {
          lost(e);
          connected(patience).finish(patience);
        }
      }
    } catch (IOException e) {
      lost(e);
      String what = "sink " + name + ": records may not have arrived";
      throw new UncheckedIOException(what, e);
    } finally {
      Connection open = connection;
      if (open != null) {
        drop(open);
      }
    }
  }
}
