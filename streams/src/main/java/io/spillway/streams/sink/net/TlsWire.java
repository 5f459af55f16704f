package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over a socket. Encrypts several TLS records before it writes, in a buffer of about 130 KiB;
 * what the receiver sends is decrypted and dropped.
 */
final class TlsWire implements Wire {
  private static final long LOOK_MILLIS = 100;
  private static final int RECORDS_AT_ONCE = 8;
  private static final int MOST_LAST_STEPS = 20;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketWire socket;
  private final SSLEngine engine;

  /** Encrypted bytes for the socket, ready to be read. */
  private final ByteBuffer out;

  /** Encrypted bytes from the socket, ready to be read. */
  private final ByteBuffer in;

  private final ByteBuffer dropped;

  TlsWire(SocketWire socket, SSLEngine engine) {
    this.socket = socket;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    this.out = ByteBuffer.allocateDirect(RECORDS_AT_ONCE * packet).flip();
    this.in = ByteBuffer.allocateDirect(2 * packet).flip();
    this.dropped = ByteBuffer.allocate(2 * packet);
  }

  /** Agrees with the receiver on keys. */
  void handshake(Duration timeout, Sink.Progress progress) throws IOException {
    long until = System.nanoTime() + timeout.toNanos();
    engine.beginHandshake();
    while (true) {
      if (progress.abandoned()) {
        throw new BrokenOffException();
      }
      if (System.nanoTime() - until > 0) {
        throw new SocketTimeoutException("no TLS handshake within " + timeout.toMillis() + " ms");
      }
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> {
          if (flush()) {
            wrap(NOTHING);
          } else {
            socket.awaitRoom(LOOK_MILLIS);
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!flush()) {
            socket.awaitRoom(LOOK_MILLIS);
          } else if (!unwrap() && fill() == 0) {
            socket.awaitPeer(LOOK_MILLIS);
          }
        }
        case NEED_TASK -> runTasks();
        default -> {
          if (flush()) {
            return;
          }
          socket.awaitRoom(LOOK_MILLIS);
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Encrypts into {@link #out}, which is empty; how many bytes. */
  private int wrap(ByteBuffer bytes) throws IOException {
    out.clear();
    int taken = 0;
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(bytes, out);
        taken += result.bytesConsumed();
      } while (result.getStatus() == Status.OK
          && bytes.hasRemaining()
          && result.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING);
      if (result.getStatus() == Status.CLOSED && bytes.hasRemaining()) {
        throw new EOFException("closed by peer");
      }
    } finally {
      out.flip();
    }
    return taken;
  }

  /** Decrypts one TLS record; false if there is no whole one. */
  private boolean unwrap() throws IOException {
    if (!in.hasRemaining()) {
      return false;
    }
    dropped.clear();
    SSLEngineResult result = engine.unwrap(in, dropped);
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
    return result.getStatus() == Status.OK
        && (result.bytesConsumed() > 0 || result.bytesProduced() > 0);
  }

  /** Reads more encrypted bytes; how many. */
  private int fill() throws IOException {
    in.compact();
    try {
      int read = socket.read(in);
      if (read < 0) {
        throw new EOFException("closed by peer during the TLS handshake");
      }
      return read;
    } finally {
      in.flip();
    }
  }

  @Override
  public String peer() {
    return socket.peer() + " " + engine.getSession().getProtocol();
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    if (!flush()) {
      return 0;
    }
    int taken = wrap(bytes);
    flush();
    return taken;
  }

  @Override
  public boolean flush() throws IOException {
    try {
      while (out.hasRemaining() && socket.write(out) > 0) {}
    } catch (IOException broken) {
      throw lastWords(broken);
    }
    return !out.hasRemaining();
  }

  /** Why the receiver refused, if it said so before it closed, tells more than that it is gone. */
  private IOException lastWords(IOException broken) {
    try {
      for (int i = 0; i < MOST_LAST_STEPS; i++) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> runTasks();
          case NEED_WRAP -> wrap(NOTHING);
          default -> {
            if (!unwrap() && fill() == 0) {
              return broken;
            }
          }
        }
      }
    } catch (SSLException said) {
      return said;
    } catch (IOException silence) { // nothing to be learned
      return broken;
    }
    return broken;
  }

  @Override
  public void awaitRoom(long millis) throws IOException {
    socket.awaitRoom(millis);
  }

  @Override
  public void awaitPeer(long millis) throws IOException {
    socket.awaitPeer(millis);
  }

  @Override
  public boolean ended() throws IOException {
    int read;
    do {
      in.compact();
      try {
        read = socket.read(in);
      } finally {
        in.flip();
      }
      while (unwrap()) {}
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && flush()) {
        wrap(NOTHING);
        flush();
      }
    } while (read > 0 && !engine.isInboundDone());
    return read < 0 || engine.isInboundDone();
  }

  @Override
  public boolean finish() throws IOException {
    if (!flush()) {
      return false;
    }
    if (!engine.isOutboundDone()) {
      engine.closeOutbound();
      wrap(NOTHING);
    }
    return flush() && socket.finish();
  }

  @Override
  public OptionalLong unacknowledged() {
    return socket.unacknowledged();
  }

  @Override
  public void close() {
    socket.close();
  }
}
