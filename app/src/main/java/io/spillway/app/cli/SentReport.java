package io.spillway.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.app.gen.Sent;
import java.io.PrintWriter;
import java.util.Locale;

/** What {@code gen} says of what it sent, while it sends and at the end. */
final class SentReport {
  private SentReport() {}

  /** For a terminal, over the line before. */
  static void progress(Sent sent, PrintWriter err) {
    err.printf(
        Locale.ROOT,
        "\r\u001b[K%,d lines, %,.0f lines/s, %.0f s",
        sent.lines(),
        sent.linesPerSecond(),
        sent.seconds());
    err.flush();
  }

  static void clear(PrintWriter err) {
    err.print("\r\u001b[K");
    err.flush();
  }

  /** The lines that each connection wrote completely. */
  static String state(Sent sent) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sent.perConnection().size(); i++) {
      text.append("conn ").append(i).append(' ').append(sent.perConnection().get(i)).append('\n');
    }
    return text.toString();
  }

  static void print(Sent sent, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "sent %,d lines, %,d bytes in %.3f s: %,.0f lines/s, %.1f MB/s%n",
        sent.lines(),
        sent.bytes(),
        sent.seconds(),
        sent.linesPerSecond(),
        sent.bytes() / sent.seconds() / 1e6);
    for (int i = 0; i < sent.broken().size(); i++) {
      if (!sent.broken().get(i).isEmpty()) {
        out.printf(
            "connection %d broke (%s); last line fully written: %d%n",
            i, sent.broken().get(i), sent.perConnection().get(i) - 1);
      }
    }
  }

  static ObjectNode asJson(Sent sent) {
    ObjectNode object = Json.object().put("lines", sent.lines()).put("bytes", sent.bytes());
    object.put("seconds", sent.seconds()).put("lines_per_second", sent.linesPerSecond());
    ArrayNode each = object.putArray("connections");
    for (int i = 0; i < sent.broken().size(); i++) {
      ObjectNode one = each.addObject().put("connection", i);
      one.put("lines", sent.perConnection().get(i)).put("last", sent.perConnection().get(i) - 1);
      one.put("broken", sent.broken().get(i));
    }
    return object;
  }
}
