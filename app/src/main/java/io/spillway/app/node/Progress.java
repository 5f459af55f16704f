package io.spillway.app.node;

import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.ledger.SourceTally;
import java.io.PrintStream;
import java.util.Locale;

/**
 * One line on a terminal, written over itself: how far a batch is. Asked once a second by one
 * thread.
 */
final class Progress implements Runnable {
  private static final String LINE_START = "\r\033[K";

  private final LedgerBook book;
  private final PrintStream terminal;
  private final long begunNanos = System.nanoTime();

  Progress(LedgerBook book, PrintStream terminal) {
    this.book = book;
    this.terminal = terminal;
  }

  @Override
  public void run() {
    LedgerReading ledger = book.read();
    long read = ledger.sources().stream().mapToLong(SourceTally.Reading::accepted).sum();
    long bytes = ledger.sources().stream().mapToLong(SourceTally.Reading::bytes).sum();
    long left = ledger.sinks().stream().mapToLong(SinkTally.Reading::inFlight).sum();
    double seconds = Math.max(0.001, (System.nanoTime() - begunNanos) / 1e9);
    terminal.print(
        String.format(
            Locale.ROOT,
            "%s%.0f s: %,d records read, %,.0f/s, %,.1f MB/s, %,d on their way to sinks",
            LINE_START,
            seconds,
            read,
            read / seconds,
            bytes / seconds / 1e6,
            left));
    terminal.flush();
  }

  /** Takes the line away. */
  void clear() {
    terminal.print(LINE_START);
    terminal.flush();
  }
}
