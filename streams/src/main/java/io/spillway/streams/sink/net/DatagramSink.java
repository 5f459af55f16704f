package io.spillway.streams.sink.net;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Answer.Run;
import io.spillway.streams.sink.Answer.Verdict;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each record, without its line feed, as a datagram. Delivered means handed to our kernel;
 * whether it arrives nobody tells. A record longer than a datagram may be is rejected, the others
 * go on. Costs one call of the system per record. Thread-safe, one delivery at a time.
 */
final class DatagramSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.net");
  private static final Logger DATA = LoggerFactory.getLogger("data.sink.net");

  private final String name;
  private final DatagramWire.Opener opener;
  private final int mostBytes;
  private final ByteBuffer datagram;
  private @Nullable DatagramWire wire;
  private long seq;

  DatagramSink(String name, DatagramWire.Opener opener, int mostBytes) {
    this.name = name;
    this.opener = opener;
    this.mostBytes = mostBytes;
    this.datagram = ByteBuffer.allocateDirect(mostBytes);
  }

  @Override
  public synchronized CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    return CompletableFuture.completedFuture(send(records, progress));
  }

  private Answer send(Outgoing records, Progress progress) {
    Runs runs = new Runs();
    OutgoingCursor from = new OutgoingCursor(records);
    long bytes = 0;
    try {
      DatagramWire to = open();
      for (int i = 0; i < records.count(); i++) {
        int length = from.length(i);
        if (length > mostBytes) {
          from.skip(length);
          runs.reject("a datagram holds at most " + mostBytes + " bytes");
        } else {
          datagram.clear();
          from.copy(length, datagram);
          bytes += send(to, datagram.flip(), runs, progress);
        }
        from.skipLineFeed(i);
      }
    } catch (IOException e) {
      letGo();
      runs.retry(records.count(), e);
    }
    DATA.debug("sent sink={} seq={} records={} bytes={}", name, seq, runs.sent, bytes);
    seq += runs.sent;
    return new Answer(runs.all());
  }

  private static int send(DatagramWire to, ByteBuffer datagram, Runs runs, Progress progress)
      throws IOException {
    int length = datagram.remaining();
    try {
      to.send(datagram, progress);
      runs.delivered();
      return length;
    } catch (TooLargeException e) {
      runs.reject(String.valueOf(e.getMessage()));
      return 0;
    }
  }

  private DatagramWire open() throws IOException {
    DatagramWire open = wire;
    if (open == null) {
      open = opener.open();
      wire = open;
    }
    return open;
  }

  private void letGo() {
    DatagramWire open = wire;
    wire = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("close failed sink={} detail=\"{}\"", name, NetFaults.detail(e));
      }
    }
  }

  @Override
  public synchronized void close() {
    letGo();
  }

  /** Answers for one record after another, neighbours of one fate together. */
  private static final class Runs {
    private final List<Run> runs = new ArrayList<>();
    private int streak;
    private int answered;
    private int sent;

    void delivered() {
      streak++;
      sent++;
      answered++;
    }

    void reject(String detail) {
      endStreak();
      runs.add(new Run(1, Verdict.REJECTED, Reason.TOO_LARGE, detail));
      answered++;
    }

    /** The rest. */
    void retry(int count, IOException why) {
      endStreak();
      runs.add(
          new Run(count - answered, Verdict.RETRY, NetFaults.reason(why), NetFaults.detail(why)));
    }

    private void endStreak() {
      if (streak > 0) {
        runs.add(new Run(streak, Verdict.DELIVERED, Reason.UNKNOWN, ""));
        streak = 0;
      }
    }

    List<Run> all() {
      endStreak();
      return runs;
    }
  }
}
