package io.spillway.streams.source.unix;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.BatchBuilder;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.framing.Framer;
import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.source.tcp.InputShutdown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a Unix domain socket: what a read brings leaves as a batch at once. Never
 * writes a byte. One thread's.
 */
final class UnixConnection {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.connection");

  private final Origin origin;
  private final SocketChannel channel;
  private final BatchBuilder builder;
  private final Framer framer;
  private final SourceTally tally;
  private long bytes;
  private boolean draining;
  private boolean shut;

  UnixConnection(Origin origin, SocketChannel channel, BatchBuilder builder, SourceTally tally) {
    this.origin = origin;
    this.channel = channel;
    this.builder = builder;
    this.framer = builder.framer();
    this.tally = tally;
    LOG.info(
        "conn {} opened peer={} source={}", origin.connection(), origin.peer(), origin.source());
  }

  /**
   * Reads once without waiting, and adds the batches that came of it.
   *
   * @return how many bytes came; -1 when the connection has ended, and is closed now
   */
  int read(int most, long nowMillis, Queue<Batch> to) throws IOException {
    int n;
    try {
      n = channel.read(ByteBuffer.wrap(framer.room(most), framer.roomFrom(), most));
    } catch (IOException broken) {
      close("peer-reset", true, to);
      return -1;
    }
    if (n < 0) {
      close(draining ? "drained" : "peer-closed", draining, to);
      return -1;
    }
    bytes += n;
    builder.filled(n, nowMillis);
    if (framer.broken()) {
      close("record-too-long", true, to);
      return -1;
    }
    take(BatchTrigger.SIZE, to);
    return n;
  }

  /** Lets the kernel take in nothing more. */
  void shut() {
    draining = true;
    shut = shutInput();
  }

  /** Reads what the kernel has of a connection that was shut, and closes it. */
  void readOut(int most, Clock clock, Queue<Batch> to) throws IOException {
    if (shut) {
      while (channel.isOpen()) {
        if (read(most, clock.millis(), to) == 0) {
          break;
        }
      }
    }
    if (channel.isOpen()) {
      close("drained", true, to);
    }
  }

  private boolean shutInput() {
    try {
      return InputShutdown.shutUnix(channel);
    } catch (IOException gone) {
      LOG.debug("conn {} can't shut its input: {}", origin.connection(), gone.getMessage());
      return true;
    }
  }

  /** Closes it; the unfinished record is handed on. */
  void close(String reason, boolean cut, Queue<Batch> to) throws IOException {
    builder.end(cut);
    take(BatchTrigger.END, to);
    builder.abandon();
    channel.close();
    LOG.info(
        "conn {} closed peer={} reason={} source={} bytes={}",
        origin.connection(),
        origin.peer(),
        reason,
        origin.source(),
        bytes);
  }

  private void take(BatchTrigger trigger, Queue<Batch> to) {
    while (framer.records() > 0 || framer.unread()) {
      if (framer.records() == 0) {
        builder.goOn();
        continue;
      }
      Batch batch = builder.take();
      if (batch != null) {
        tally.batchLeft(trigger);
        to.add(batch);
      }
    }
  }
}
