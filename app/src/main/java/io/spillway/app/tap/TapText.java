package io.spillway.app.tap;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tap's records for people, a line for each: time, source, rule or kind, and fields or bytes.
 * Control characters of records never reach the terminal.
 */
public final class TapText {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u0080-\u009f]");
  private static final Pattern PLAIN = Pattern.compile("[^\\s\"=]+");
  private static final int TIME_FROM = "2026-01-01T".length();

  private final boolean styled;

  public TapText(boolean styled) {
    this.styled = styled;
  }

  /** A record's line. */
  public String record(JsonNode record) {
    StringBuilder line = new StringBuilder();
    line.append(style("2", time(record.path("time").asText()))).append(' ');
    line.append(record.path("source").asText()).append(' ');
    String kind = record.path("kind").asText();
    String rule = record.path("rule").asText();
    boolean event = kind.equals("event");
    line.append(style(event ? "36" : "33", event ? rule : kind)).append("  ");
    if (record.has("event")) {
      line.append(fields(record.path("event")));
      if (record.has("residue")) {
        line.append(' ').append(style("33", "unread ")).append(bytes(record.path("residue")));
      }
    } else {
      line.append(bytes(record.has("raw") ? record.path("raw") : record.path("residue")));
    }
    if (record.has("expected")) {
      line.append("  ").append(style("2", missed(record)));
    }
    return line.toString();
  }

  /** What a tap says of itself at its end. */
  public String end(JsonNode state) {
    String why =
        switch (state.path("tap").asText()) {
          case "drain" -> ": the node is draining";
          case "gone" -> ": it was removed from the configuration";
          case "slow-reader" -> ": nobody read";
          default -> "";
        };
    return String.format(
        Locale.ROOT,
        "shown %,d, skipped %,d%s",
        state.path("shown").asLong(),
        state.path("skipped").asLong(),
        why);
  }

  /**
   * The same of a tap that its reader left, which hears nothing of the node any more.
   *
   * @param last what the node said last of what it skipped; null if nothing
   */
  public String left(long shown, @Nullable JsonNode last) {
    long skipped = last == null ? 0 : last.path("skipped").asLong();
    return String.format(Locale.ROOT, "shown %,d, skipped at least %,d", shown, skipped);
  }

  private static String time(String iso) {
    String time = iso.length() > TIME_FROM ? iso.substring(TIME_FROM).replace("Z", "") : iso;
    return time.indexOf('.') < 0 ? time + ".000" : time;
  }

  private static String missed(JsonNode record) {
    return "(nearest %s, byte %d: expected %s)"
        .formatted(
            record.path("rule").asText(),
            record.path("offset").asLong(),
            record.path("expected").asText());
  }

  private String fields(JsonNode event) {
    StringBuilder all = new StringBuilder();
    for (Map.Entry<String, JsonNode> field : event.properties()) {
      all.append(all.length() == 0 ? "" : " ");
      all.append(style("2", safe(field.getKey()) + "=")).append(value(field.getValue()));
    }
    return all.toString();
  }

  private static String value(JsonNode value) {
    String text = safe(value.isTextual() ? value.asText() : value.toString());
    boolean plain = !value.isTextual() || PLAIN.matcher(text).matches();
    return plain ? text : '"' + text.replace("\"", "\\\"") + '"';
  }

  private static String bytes(JsonNode value) {
    return safe(
        value.has("b64")
            ? new String(
                Base64.getDecoder().decode(value.path("b64").asText()),
                java.nio.charset.StandardCharsets.ISO_8859_1)
            : value.asText());
  }

  private static String safe(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(String.format("\\x%02x", (int) found.group().charAt(0))));
  }

  private String style(String code, String text) {
    return styled ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
