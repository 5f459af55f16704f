package io.spillway.app.rescue;

import io.spillway.actors.Json;
import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueLines;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rescue file as the body of an answer, some lines at a time: holds a megabyte of lines, or one
 * line if that is longer, and what became of them. One thread at a time.
 */
public final class RescuedBody implements Closeable {
  private static final int AT_ONCE = 1 << 20;

  /** What is said of the lines. */
  public enum Form {
    /** The records as they were received, one line each; bad lines are left out. */
    RAW,
    /** The rescue lines; bad ones are left out. */
    JSONL,
    /** Each bad line with its number and what is wrong with it; last the counts. */
    VERIFIED
  }

  private final Path file;
  private final Form form;
  private final Where where;
  private final long most;
  private final RescueLines lines;
  private final RescueLine line = new RescueLine();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long number;
  private long records;
  private long bad;
  private long empty;
  private boolean ended;

  /** Opens a file; at most so many records of those asked for are said. */
  public RescuedBody(Path file, Form form, Where where, long most) throws IOException {
    this.file = file;
    this.form = form;
    this.where = where;
    this.most = most;
    this.lines = new RescueLines(file, 0, AT_ONCE);
  }

  /** The next bytes; none at the end. */
  public byte[] next() throws IOException {
    out.reset();
    while (out.size() == 0 && !ended) {
      if (lines.next()) {
        while (!ended && lines.line()) {
          line();
          ended = records == most;
        }
      } else {
        rest();
        ended = true;
      }
      if (ended && form == Form.VERIFIED) {
        summary();
      }
    }
    return out.toByteArray();
  }

  private void line() {
    number++;
    if (lines.start() == lines.end()) {
      empty++;
    } else if (!line.read(lines.bytes(), lines.start(), lines.end())) {
      bad(number, line.problem());
    } else if (where.matches(line)) {
      records++;
      if (form == Form.RAW) {
        out.write(line.bytes(), line.rawStart(), line.rawEnd() - line.rawStart());
        out.write('\n');
      } else if (form == Form.JSONL) {
        out.write(lines.bytes(), lines.start(), lines.end() + 1 - lines.start());
      }
    }
  }

  private void rest() {
    if (lines.rest() > 0) {
      bad(number + 1, "it has no line feed: torn, or being written");
    }
  }

  private void bad(long at, String problem) {
    bad++;
    if (form == Form.VERIFIED) {
      Map<String, Object> wrong = new LinkedHashMap<>();
      wrong.put("line", at);
      wrong.put("problem", problem);
      json(wrong);
    }
  }

  private void summary() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("file", file.toString());
    counts.put("records", records);
    counts.put("bad_lines", bad);
    counts.put("empty_lines", empty);
    json(counts);
  }

  private void json(Map<String, Object> object) {
    out.writeBytes((Json.line(object) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
