package io.spillway.app.node;

import io.spillway.actors.Receipt;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.ledger.SourceTally;
import java.util.Locale;

/** The receipt for people: one line per source and sink, then the verdict. */
final class ReceiptText {
  private ReceiptText() {}

  static String of(Receipt receipt) {
    StringBuilder text = new StringBuilder();
    line(text, "receipt of node %s, stopped by %s", receipt.node(), receipt.cause());
    line(
        text,
        "  drained in %.3f s (sources in %.3f s)",
        receipt.drainSeconds(),
        receipt.sourcesSeconds());
    receipt.ledger().sources().forEach(source -> source(text, source));
    receipt.ledger().sinks().stream()
        .filter(sink -> sink.offered() > 0 || sink.notOffered() != 0)
        .forEach(sink -> sink(text, sink));
    if (receipt.connectionsCutWhileSending() > 0) {
      line(
          text,
          "  %,d connections were cut while their peer still sent; %s bytes of theirs were left"
              + " unread; what lay in the senders' own buffers is lost to them",
          receipt.connectionsCutWhileSending(),
          receipt.bytesLeftUnread() < 0 ? "unknown" : Long.toString(receipt.bytesLeftUnread()));
    }
    receipt
        .rescueFiles()
        .forEach(
            file ->
                line(
                    text,
                    "  %s for sink %s: %s, %s records, %,d bytes",
                    file.place(),
                    file.sink(),
                    file.file(),
                    file.records() < 0
                        ? "uncounted"
                        : String.format(Locale.ROOT, "%,d", file.records()),
                    file.bytes()));
    receipt.problems().forEach(problem -> line(text, "  PROBLEM %s", problem));
    receipt
        .undelivered()
        .forEach(left -> line(text, "  UNDELIVERED at sink %s: %,d", left.sink(), left.records()));
    line(text, "verdict: %s (exit status %d)", receipt.verdict(), receipt.exitStatus());
    return text.toString();
  }

  private static void source(StringBuilder text, SourceTally.Reading s) {
    line(
        text,
        "  source %-12s accepted %,d = parsed %,d + missed %,d + intercepted %,d + failed %,d"
            + " + discarded %,d + in parse %,d%s",
        s.source(),
        s.accepted(),
        s.parsed(),
        s.missed(),
        s.intercepted(),
        s.failed(),
        s.discarded(),
        s.inParse(),
        imbalance(s.imbalance()));
  }

  private static void sink(StringBuilder text, SinkTally.Reading s) {
    line(
        text,
        "  sink   %-12s offered %,d = delivered %,d + rescued %,d + rejected %,d + discarded %,d"
            + " + undelivered %,d + in flight %,d%s%s",
        s.sink(),
        s.offered(),
        s.delivered(),
        s.rescued(),
        s.rejected(),
        s.discarded(),
        s.undelivered(),
        s.inFlight(),
        imbalance(s.imbalance()),
        s.notOffered() == 0
            ? ""
            : String.format(Locale.ROOT, " IMBALANCE %,d more taken by its group", s.notOffered()));
  }

  private static String imbalance(long difference) {
    return difference == 0 ? "" : " IMBALANCE " + difference;
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
