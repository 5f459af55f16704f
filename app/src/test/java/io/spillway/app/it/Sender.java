package io.spillway.app.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends numbered lines over a connection of its own, as fast as they are taken, until it has sent
 * them all or the node closes the connection. Each line carries connection and number.
 */
final class Sender extends Thread {
  private static final Pattern LINE = Pattern.compile("c(\\d\\d)n(\\d{9}) [a-z]{87}");
  private static final String FILLING = "abcdefghijklmnopqrstuvwxyz".repeat(4).substring(0, 87);
  private static final int LINES_AT_ONCE = 400;

  private final Socket socket;
  private final int connection;
  private final long lines;
  private volatile long handedOver;
  private volatile boolean wasCut;

  Sender(Socket socket, int connection, long lines) {
    super("sender-" + connection);
    setDaemon(true);
    this.socket = socket;
    this.connection = connection;
    this.lines = lines;
  }

  static String line(int connection, long number) {
    return "c%02dn%09d %s".formatted(connection, number, FILLING);
  }

  /** Starts so many, each with that many lines. */
  static List<Sender> start(NodeProcess node, int connections, long lines) throws IOException {
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Sender sender = new Sender(node.connect(), i, lines);
      senders.add(sender);
      sender.start();
    }
    return senders;
  }

  static void joinAll(List<Sender> senders) throws InterruptedException {
    for (Sender sender : senders) {
      sender.join(30_000);
      if (sender.isAlive()) {
        throw new AssertionError(sender.getName() + " is still sending");
      }
    }
  }

  /** Whether the node closed the connection before all was sent. */
  boolean wasCut() {
    return wasCut;
  }

  /** Lines that its own kernel took, at least. */
  long handedOver() {
    return handedOver;
  }

  @Override
  public void run() {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      for (long next = 0; next < lines; ) {
        StringBuilder block = new StringBuilder();
        long end = Math.min(lines, next + LINES_AT_ONCE);
        for (; next < end; next++) {
          block.append('c').append((char) ('0' + connection / 10)).append(connection % 10);
          block.append('n').append(Long.toString(1_000_000_000L + next), 1, 10);
          block.append(' ').append(FILLING).append('\n');
        }
        out.write(block.toString().getBytes(StandardCharsets.ISO_8859_1));
        handedOver = next;
      }
      socket.shutdownOutput();
      while (socket.getInputStream().read() >= 0) {}
    } catch (IOException cut) {
      wasCut = true;
    }
  }

  /** What came out of the lines of several connections. */
  static final class Arrived {
    private final long[] next;
    private long incomplete;

    /** Fails unless each connection's lines are 0, 1, 2, ... without a gap, and in order. */
    Arrived(List<String> lines, int connections) {
      next = new long[connections];
      for (String line : lines) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          incomplete++;
          continue;
        }
        int connection = Integer.parseInt(matcher.group(1));
        long number = Long.parseLong(matcher.group(2));
        if (number != next[connection]) {
          throw new AssertionError(
              "connection %d: %d comes after %d"
                  .formatted(connection, number, next[connection] - 1));
        }
        next[connection]++;
      }
    }

    long of(int connection) {
      return next[connection];
    }

    long whole() {
      long sum = 0;
      for (long n : next) {
        sum += n;
      }
      return sum;
    }

    /** Lines that are no sent line: tails of cut connections. */
    long incomplete() {
      return incomplete;
    }
  }
}
