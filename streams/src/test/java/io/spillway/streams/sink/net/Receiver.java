package io.spillway.streams.sink.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP server for tests that keeps what each connection sent. It can stop reading, reset its
 * connection, close it in good order, close each soon after its start, stop listening and listen
 * again on its port.
 */
public final class Receiver {
  private static final int SMALL = 32 << 10;

  private final int port;
  private final Semaphore reads = new Semaphore(Integer.MAX_VALUE);
  private final List<Received> connections = new ArrayList<>();
  private @Nullable ServerSocket server;
  private @Nullable Thread accepting;

  /** How many bytes a connection gives before it is closed, and how. */
  private long mostBytes = Long.MAX_VALUE;

  private boolean byReset;

  /** One connection and what it sent. */
  private static final class Received {
    private final Socket socket;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ended;

    Received(Socket socket) {
      this.socket = socket;
    }
  }

  public Receiver() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
    listen();
  }

  public int port() {
    return port;
  }

  /** Accepts connections (again). */
  public void listen() throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.setReceiveBufferSize(SMALL);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server = listening;
    accepting = start(() -> accept(listening));
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "receiver");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        Received received = new Received(listening.accept());
        synchronized (this) {
          connections.add(received);
          notifyAll();
        }
        start(() -> read(received));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void read(Received from) {
    byte[] chunk = new byte[SMALL];
    try {
      InputStream in = from.socket.getInputStream();
      for (int n = 0; n >= 0; ) {
        reads.acquireUninterruptibly();
        reads.release();
        n = in.read(chunk);
        synchronized (this) {
          from.bytes.write(chunk, 0, Math.max(0, n));
          notifyAll();
          if (from.bytes.size() >= mostBytes) {
            from.socket.setSoLinger(byReset, 0);
            break;
          }
        }
      }
      from.socket.close();
    } catch (IOException broken) {
      // what was read stays
    }
    synchronized (this) {
      from.ended = true;
      notifyAll();
    }
  }

  /** Reads no more, at most one chunk that was under way. */
  public void stall() {
    reads.drainPermits();
  }

  /** Closes each connection from now on when it has sent that much: by a reset, or else by FIN. */
  public synchronized void closeAfter(long bytes, boolean reset) {
    mostBytes = bytes;
    byReset = reset;
  }

  /** Stops listening and resets all connections. */
  public void crash() throws IOException, InterruptedException {
    close();
    synchronized (this) {
      for (Received each : connections) {
        if (!each.socket.isClosed()) {
          each.socket.setSoLinger(true, 0);
          each.socket.close();
        }
      }
    }
    await("the end of all", () -> connections.stream().allMatch(each -> each.ended));
  }

  /** Closes all connections in good order and goes on listening. */
  public synchronized void closeConnections() throws IOException {
    for (Received each : connections) {
      each.socket.close();
    }
  }

  /** Waits until so many connections were accepted and have ended. */
  public void awaitEnded(int number) throws InterruptedException {
    await(
        number + " ended connections",
        () -> connections.stream().filter(each -> each.ended).count() >= number);
  }

  /** Waits until the connections sent so many bytes in all. */
  public void awaitBytes(long bytes) throws InterruptedException {
    await(
        bytes + " bytes",
        () -> connections.stream().mapToLong(each -> each.bytes.size()).sum() >= bytes);
  }

  private synchronized void await(String what, BooleanSupplier done) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!done.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      assertThat(left).as("milliseconds left to wait for " + what).isPositive();
      wait(left);
    }
  }

  /** What each connection sent, in the order of their accept. */
  public synchronized List<String> texts() {
    return connections.stream().map(each -> each.bytes.toString(StandardCharsets.UTF_8)).toList();
  }

  /** Lines of all connections. */
  public List<String> lines() {
    return texts().stream().flatMap(String::lines).toList();
  }

  /** Stops listening, and reads on from whom it stalled. */
  public void close() throws IOException, InterruptedException {
    if (server != null && accepting != null) {
      server.close();
      accepting.join();
    }
    reads.release(Integer.MAX_VALUE - reads.availablePermits());
  }
}
