package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.StringJoiner;

/** The ledger, as {@code /api/ledger} gives it, for people. */
public final class LedgerTable {
  private static final String[] SOURCE = {
    "source",
    "accepted",
    "parsed",
    "missed",
    "intercepted",
    "failed",
    "discarded",
    "in_parse",
    "imbalance"
  };
  private static final String[] SINK = {
    "group",
    "sink",
    "offered",
    "delivered",
    "rescued",
    "rejected",
    "discarded",
    "undelivered",
    "in_flight",
    "imbalance"
  };

  private static final String[] RESCUE = {
    "store",
    "found",
    "rescued",
    "imported",
    "replayed",
    "rejected",
    "set_aside",
    "discarded",
    "held",
    "imbalance"
  };

  private LedgerTable() {}

  /** All parts that hold anything, and at last whether they balance. */
  public static String render(JsonNode ledger) {
    StringBuilder out = new StringBuilder();
    out.append(section(ledger.path("sources"), 1, SOURCE));
    out.append(section(ledger.path("rules"), 1, "rule", "matched"));
    out.append(
        section(ledger.path("groups"), 1, "group", "claimed", "taken", "intercepted", "discarded"));
    out.append(section(ledger.path("sinks"), 2, SINK));
    out.append(section(ledger.path("rescue"), 1, RESCUE));
    out.append(reasons(ledger));
    out.append(ledger.path("node").asText()).append(" since ");
    out.append(ledger.path("started").asText()).append(": ");
    out.append(ledger.path("balanced").asBoolean() ? "balanced" : "DOES NOT BALANCE");
    return out.append(ledger.path("draining").asBoolean() ? ", draining" : "").toString();
  }

  private static String section(JsonNode rows, int leftColumns, String... columns) {
    String[] heads = Arrays.stream(columns).map(c -> c.replace('_', ' ')).toArray(String[]::new);
    Table table = new Table(leftColumns, heads);
    for (JsonNode row : rows) {
      table.row(Arrays.stream(columns).map(c -> cell(row.path(c))).toArray());
    }
    return table.isEmpty() ? "" : table.render() + "\n";
  }

  private static Object cell(JsonNode value) {
    return value.isTextual() ? value.asText() : (Object) value.asLong();
  }

  private static String reasons(JsonNode ledger) {
    StringBuilder out = new StringBuilder();
    for (String part : new String[] {"source", "sink"}) {
      for (JsonNode row : ledger.path(part + "s")) {
        StringJoiner words = new StringJoiner(", ");
        row.path("reasons").forEachEntry((word, n) -> words.add(word + " " + n.asLong()));
        if (words.length() > 0) {
          out.append(part).append(' ').append(row.path(part).asText()).append(": ");
          out.append(words).append('\n');
        }
      }
    }
    return out.length() == 0 ? "" : out.append('\n').toString();
  }
}
