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
 * whole, over a connection that has stood for its trial; that is not yet arrival: after a break the
 * last records go out again and are counted, and new ones only when those have stood. A connection
 * that breaks before is a failed attempt. Only if the receiver closed an idle connection after it
 * had acknowledged everything, nothing is repeated. Looks after the connection once a second.
 * Thread-safe, one delivery at a time.
 */
final class StreamSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.net");
  private static final Logger DATA = LoggerFactory.getLogger("data.sink.net");
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** What was sent longer ago has left the memory of a receiver that works. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** The longest pause between repeats that nobody waits for is two to the power of it, seconds. */
  private static final int MOST_DOUBLINGS = 12;

  private final String name;
  private final Dialer dialer;
  private final Duration writeTimeout;
  private final Trial trial;
  private final SendWindow window;
  private final Executor later;
  private final LongConsumer resent;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private long connections;
  private boolean tendPlanned;
  private boolean closed;

  /** Whether the window's records have to go out again over a connection that stands. */
  private boolean repeat;

  /** Repeats since the last new records that broke, and seconds until the next. */
  private int repeats;

  private int pause;

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
      Trial trial,
      Executor later,
      LongConsumer resent) {
    this.name = name;
    this.dialer = dialer;
    this.window = window;
    this.writeTimeout = writeTimeout;
    this.trial = trial;
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
      if (repeat) {
        to.awaitStand(trial.length(), progress);
        repeat = false;
      }
    } catch (IOException e) {
      lost(e);
      return Answer.retry(records.count(), NetFaults.reason(e), NetFaults.detail(e));
    }
    long start = window.end();
    long seq = to.sent();
    window.add(records);
    try {
      to.send(window, progress);
      if (!to.stood()) {
        to.awaitStand(trial.length(), progress);
      }
      window.allTaken();
      repeats = 0;
      pause = 0;
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

  /** A connection that has not ended as far as can be seen, and was sent the window's records. */
  private Connection connected(Progress progress) throws IOException {
    Connection open = connection;
    if (open != null) {
      try {
        if (open.wire().ended()) {
          endedByPeer(open);
        }
      } catch (IOException e) {
        lost(e);
      }
      open = connection;
    }
    if (open == null) {
      Wire wire = dialer.dial(progress);
      connections++;
      open = new Connection(connections, wire, writeTimeout);
      connection = open;
      LOG.info("connected sink={} peer={} connection={}", name, wire.peer(), open.number());
    }
    if (window.hasUnsent()) {
      repeat(open, progress);
    }
    return open;
  }

  private void repeat(Connection to, Progress progress) throws IOException {
    long start = window.position();
    long seq = to.sent();
    try {
      to.send(window, progress);
    } finally {
      int records = window.records(start, window.position());
      resent.accept(records);
      LOG.info(
          "resent sink={} connection={} seq={} records={} bytes={}",
          name,
          to.number(),
          seq,
          records,
          to.sent() - seq);
    }
  }

  /** Closed in good order: if it had acknowledged everything, its program has read everything. */
  private void endedByPeer(Connection open) {
    if (!window.hasUnsent()
        && open.idle().compareTo(IDLE) >= 0
        && open.wire().unacknowledged().orElse(1) == 0) {
      LOG.info("idle connection closed by peer sink={} connection={}", name, open.number());
      drop(open);
      window.confirmed();
      repeat = false;
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
    trial.broke(open);
    if (open.stood()) {
      window.broken();
    } else {
      window.failed();
    }
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
      } else if (open != null && repeat && !window.hasUnsent() && open.stands(trial.length())) {
        repeat = false;
      }
    } catch (IOException e) {
      lost(e);
    }
    if (window.hasUnsent() && --pause <= 0) {
      repeatNow(new Patience(LAST_WORDS));
    }
  }

  /** Whatever fails is tried again later, or with the next delivery. */
  private void repeatNow(Progress progress) {
    long before = connections;
    try {
      connected(progress);
    } catch (BrokenOffException e) { // a receiver that is slow: the rest goes out a second later
      LOG.debug("can't resend all yet sink={}", name);
    } catch (IOException e) {
      LOG.debug("can't resend yet sink={} detail=\"{}\"", name, NetFaults.detail(e));
      lost(e);
    }
    if (connections > before) {
      pause = 1 << Math.min(repeats++, MOST_DOUBLINGS);
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
