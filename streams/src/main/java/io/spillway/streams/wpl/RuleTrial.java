package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.encode.JsonText;
import io.spillway.streams.event.Events;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Tries rules on lines and writes one JSON line for each: the outcome, the fields, what was left or
 * what got nearest. Behind {@code spillway rule parse}. Lines end with LF or CR LF.
 */
public final class RuleTrial {
  private static final Origin NOWHERE = new Origin("", "", "", "", 0);
  private static final int CHUNK = 64 * 1024;

  private final RuleSet rules;
  private final List<String> names;
  private final Matcher matcher;
  private final OutputStream out;
  private final long nowMillis;
  private byte[] json = new byte[1024];
  private int length;
  private long line;
  private long parsed;
  private long residues;

  private RuleTrial(RuleSet rules, OutputStream out, long nowMillis) {
    this.rules = rules;
    this.names = rules.names();
    this.matcher = rules.matcher();
    this.out = out;
    this.nowMillis = nowMillis;
  }

  /** How many lines there were, how many matched a rule, and how many of those left a tail. */
  public record Counts(long lines, long parsed, long withResidue) {
    public long missed() {
      return lines - parsed;
    }
  }

  /**
   * Tries every line of {@code in}.
   *
   * @param nowMillis when the lines count as received, Unix milliseconds
   */
  public static Counts run(RuleSet rules, InputStream in, OutputStream out, long nowMillis)
      throws IOException {
    RuleTrial trial = new RuleTrial(rules, out, nowMillis);
    trial.readAll(in);
    out.flush();
    return new Counts(trial.line, trial.parsed, trial.residues);
  }

  private void readAll(InputStream in) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      int cut = lastNewline(chunk, read) + 1;
      rest.write(chunk, 0, cut);
      if (cut > 0) {
        tryLines(rest.toByteArray());
        rest.reset();
      }
      rest.write(chunk, cut, read - cut);
    }
    tryLines(rest.toByteArray());
  }

  private static int lastNewline(byte[] bytes, int length) {
    int at = length - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }

  private void tryLines(byte[] slab) throws IOException {
    int[] bounds = new int[64];
    int count = 0;
    int start = 0;
    while (start < slab.length) {
      int newline = Bytes.indexOf(slab, start, slab.length, (byte) '\n');
      int end = newline < 0 ? slab.length : newline;
      if (2 * count == bounds.length) {
        bounds = Arrays.copyOf(bounds, bounds.length * 2);
      }
      bounds[2 * count] = start;
      bounds[2 * count + 1] = end > start && slab[end - 1] == '\r' ? end - 1 : end;
      count++;
      start = end + 1;
    }
    if (count == 0) {
      return;
    }
    Settlement unowed = new Settlement(() -> {});
    Events events =
        matcher.match(new Batch(NOWHERE, slab, bounds, count, 0, false, nowMillis, unowed));
    for (int i = 0; i < count; i++) {
      write(events, i);
    }
  }

  private void write(Events events, int record) throws IOException {
    length = 0;
    line++;
    ascii("{\"line\":" + line + ",\"outcome\":");
    if (events.rule(record) == Events.MISSED) {
      ascii("\"missed\"");
      nearest(events, record);
    } else {
      parsed++;
      ascii("\"parsed\",\"rule\":");
      text(names.get(events.rule(record)));
      fields(events, record);
    }
    ascii("}\n");
    out.write(json, 0, length);
  }

  private void nearest(Events events, int record) {
    int rule = events.nearestRule(record);
    if (rule < 0) {
      return;
    }
    ascii(",\"nearest\":{\"rule\":");
    text(names.get(rule));
    ascii(",\"field\":");
    text(rules.fieldName(rule, events.nearestField(record)));
    ascii(",\"offset\":" + events.nearestOffset(record) + ",\"expected\":");
    text(rules.expected(rule, events.nearestField(record)));
    ascii("}");
  }

  private void fields(Events events, int record) {
    ascii(",\"fields\":{");
    for (int i = events.firstField(record); i < events.endField(record); i++) {
      if (i > events.firstField(record)) {
        ascii(",");
      }
      quoted(events.nameBytes(i), events.nameStart(i), events.nameEnd(i));
      ascii(":");
      value(events, i);
    }
    ascii("}");
    if (events.hasResidue(record)) {
      residues++;
      ascii(",\"residue\":");
      quoted(events.residueBytes(record), events.residueStart(record), events.residueEnd(record));
    }
  }

  private void value(Events events, int field) {
    byte[] bytes = events.valueBytes(field);
    int start = events.start(field);
    int end = events.end(field);
    switch (events.type(field)) {
      case NUMBER, BOOL, ARRAY -> {
        room(end - start);
        System.arraycopy(bytes, start, json, length, end - start);
        length += end - start;
      }
      default -> quoted(bytes, start, end);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    quoted(bytes, 0, bytes.length);
  }

  private void quoted(byte[] bytes, int start, int end) {
    room(6 * (end - start) + 2);
    length = JsonText.write(bytes, start, end, json, length);
  }

  private void ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      json[length++] = (byte) text.charAt(i);
    }
  }

  private void room(int need) {
    if (json.length - length < need) {
      json = Arrays.copyOf(json, Math.max(json.length * 2, length + need));
    }
  }
}
