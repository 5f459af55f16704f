package io.spillway.streams.source.tcp;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchObserver;
import io.spillway.streams.batch.Origin;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted connection: its batches as a blueprint to be run once, the handle by which its owner
 * drains it, and its counts. Never writes a byte to its peer. Its write side stays open until it
 * ends, since completing that is what makes Pekko close the socket. Thread-safe.
 */
public final class TcpConnection {
  private static final Logger LIFE = LoggerFactory.getLogger("ctrl.connection");
  private static final Logger DATA = LoggerFactory.getLogger("data.connection");

  private final TcpSource source;
  private final Origin origin;
  private final InetSocketAddress peer;
  private final int localPort;
  private final Socket socket;
  private final Flow<ByteString, ByteString, NotUsed> bytesIn;

  private final CompletableFuture<Done> writeEnd = new CompletableFuture<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile long lastReadNanos = System.nanoTime();
  private volatile long unreadBytes;
  private volatile boolean closedByNode;
  private volatile boolean nodeFailed;
  private volatile long bytesAtDrain;
  private volatile @Nullable ConnectionReadOut readOut;
  private volatile @Nullable Runnable stageDrain;

  TcpConnection(
      TcpSource source,
      Origin origin,
      InetSocketAddress peer,
      int localPort,
      Socket socket,
      Flow<ByteString, ByteString, NotUsed> bytesIn) {
    this.source = source;
    this.origin = origin;
    this.peer = peer;
    this.localPort = localPort;
    this.socket = socket;
    this.bytesIn = bytesIn;
  }

  /**
   * The connection's batches, to be run once and soon after it was accepted. Never fails: a
   * connection that fails hands on what came and completes, {@link #closed} says why.
   */
  public Source<Batch, NotUsed> batches() {
    return Source.completionStage(writeEnd)
        .<ByteString>mapConcat(done -> List.of())
        .via(bytesIn)
        .via(source.stage(origin, new Observer()))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /**
   * Reads the connection out and closes it; the second call does nothing. What the peer's kernel
   * was told is received comes out of {@link #batches} before that ends.
   */
  public void drain() {
    if (draining.compareAndSet(false, true) && !closed.isDone()) {
      bytesAtDrain = bytes.get();
      source.window().closed(socket);
      readOut = new ConnectionReadOut(socket, source.settings().linger(), System.nanoTime());
      source.draining().add(this);
      Runnable drainStage = stageDrain;
      if (drainStage != null) {
        drainStage.run();
      }
    }
  }

  /** Its owner has failed: closes it at once; what was framed is handed on. */
  public void fail() {
    nodeFailed = true;
    close();
  }

  /** Completes once all batches were taken; never exceptionally. */
  public CompletionStage<Closed> closed() {
    return closed.minimalCompletionStage();
  }

  public Origin origin() {
    return origin;
  }

  public long number() {
    return origin.connection();
  }

  /** Records handed on so far. */
  public long records() {
    return records.get();
  }

  /** Bytes read so far. */
  public long bytes() {
    return bytes.get();
  }

  // ---- reading out

  int localPort() {
    return localPort;
  }

  boolean lingered(long nowNanos) {
    ConnectionReadOut current = readOut;
    return current != null && current.lingered(nowNanos);
  }

  /** Looks whether it is read out; {@code unread} has the kernel's table if this one lingered. */
  void look(long nowNanos, Map<InetSocketAddress, Long> unread) {
    ConnectionReadOut current = readOut;
    if (current != null) {
      long lies = unread.getOrDefault(peer, 0L);
      unreadBytes = lies;
      if (current.done(nowNanos, lastReadNanos, lies)) {
        close();
      }
    }
  }

  private void close() {
    closedByNode = true;
    writeEnd.complete(Done.getInstance());
  }

  /** Whether the node ended it, and not its peer. */
  private boolean cut() {
    return closedByNode || inputShut();
  }

  /** Whether its kernel takes in nothing more. */
  boolean inputShut() {
    ConnectionReadOut current = readOut;
    return current != null && current.inputShut();
  }

  /** Whether its peer went on sending when it was told that nobody listens. */
  private boolean cutWhileSending() {
    return cut() && draining.get() && bytes.get() > bytesAtDrain;
  }

  private void onEnd(BatchObserver.End end, @Nullable Throwable cause, int lost, int pending) {
    writeEnd.complete(Done.getInstance());
    source.window().closed(socket);
    source.draining().remove(this);
    if (inputShut() && end != BatchObserver.End.CANCELLED && !nodeFailed) {
      unreadBytes = 0;
    }
    String during = draining.get() ? "drain" : pending > 0 ? "read" : "idle";
    String detail = cause == null ? "" : String.valueOf(cause.getMessage());
    CloseReason reason = reason(end, cause, detail);
    if (reason == CloseReason.TLS_ON_PLAIN_PORT) {
      LIFE.warn(
          "conn {} of peer={} begins with TLS, and source={} is plain: turn TLS off at the peer, or"
              + " on in the source (tls {})",
          number(),
          origin.peer(),
          origin.source(),
          "{ certificate, key }");
    }
    LIFE.info(
        "conn {} closed during {} peer={} reason={} source={} records={} bytes={} unread={}",
        number(),
        during,
        origin.peer(),
        reason.word(),
        origin.source(),
        records,
        bytes,
        unreadBytes);
    closed.complete(
        new Closed(
            reason,
            during,
            records.get(),
            bytes.get(),
            cut() ? unreadBytes : 0,
            cutWhileSending(),
            lost,
            detail));
  }

  private CloseReason reason(BatchObserver.End end, @Nullable Throwable cause, String detail) {
    if (nodeFailed) {
      return CloseReason.NODE_ERROR;
    }
    if (end == BatchObserver.End.FAILED && inputShut()) {
      // The reset is the node's own: its peer sent more than was taken.
      return CloseReason.DRAINED;
    }
    return switch (end) {
      case COMPLETED -> draining.get() ? CloseReason.DRAINED : CloseReason.PEER_CLOSED;
      // Pekko's words for what the socket itself threw; all else is the node's own fault.
      case FAILED ->
          detail.startsWith("The connection closed with error")
              ? CloseReason.PEER_RESET
              : failed(cause);
      case UNREADABLE -> CloseReason.RECORD_TOO_LONG;
      case IDLE -> CloseReason.IDLE_TIMEOUT;
      case CANCELLED -> CloseReason.NODE_ERROR;
    };
  }

  private static CloseReason failed(@Nullable Throwable cause) {
    if (cause instanceof PlainStart.TlsOnPlainPort) {
      return CloseReason.TLS_ON_PLAIN_PORT;
    }
    return cause instanceof SSLException ? CloseReason.TLS_FAILED : CloseReason.NODE_ERROR;
  }

  /** What the stage tells and asks, in its own thread. */
  private final class Observer implements BatchObserver {
    @Override
    public void started(Runnable drain) {
      stageDrain = drain;
      LIFE.info("conn {} opened peer={} source={}", number(), origin.peer(), origin.source());
      if (draining.get()) {
        drain.run();
      }
    }

    @Override
    public void reading(int pendingBytes) {
      if (DATA.isDebugEnabled()) {
        DATA.debug("conn {} begin read pending={}", number(), pendingBytes);
      }
    }

    @Override
    public void read(int n) {
      bytes.getAndAdd(n);
      lastReadNanos = System.nanoTime();
    }

    @Override
    public void produced(Batch batch, int pendingBytes) {
      records.getAndAdd(batch.count());
      if (DATA.isDebugEnabled()) {
        DATA.debug(
            "conn {} produced {} events first_seq={} last_seq={} batch_bytes={} pending_after={}",
            number(),
            batch.count(),
            batch.offset(0),
            batch.offset(batch.count() - 1),
            batch.bytes(),
            pendingBytes);
      }
    }

    @Override
    public boolean cutByNode() {
      return cut();
    }

    @Override
    public void ended(End end, @Nullable Throwable cause, int lostRecords, int pendingBytes) {
      onEnd(end, cause, lostRecords, pendingBytes);
    }
  }
}
