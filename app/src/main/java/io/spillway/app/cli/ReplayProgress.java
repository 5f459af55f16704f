package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** A replay under way, for whoever waits: a bar on a terminal, lines otherwise. */
public final class ReplayProgress {
  private static final int WIDTH = 30;
  private static final String CLEAR = "\r\033[K";

  private final PrintWriter out;
  private final boolean json;
  private final boolean bar;

  /** Of the terminal; a bar is never longer, since a line that wraps can't be written over. */
  private final int columns;

  /** For {@link #on}, or a terminal of so many columns; 0 for none. */
  ReplayProgress(PrintWriter out, boolean json, int columns) {
    this.out = out;
    this.json = json;
    this.bar = columns > 0;
    this.columns = columns;
  }

  /**
   * Shows it there.
   *
   * @param json as lines of JSON
   * @param terminal as a bar, unless as JSON
   */
  public static ReplayProgress on(PrintWriter out, boolean json, boolean terminal) {
    return new ReplayProgress(out, json, terminal && !json ? Terminal.columns() : 0);
  }

  long everyMillis() {
    return bar ? 200 : 1_000;
  }

  /** How it is. */
  public void show(JsonNode replay) {
    if (bar) {
      String line = bar(replay);
      out.print(CLEAR + line.substring(0, Math.min(line.length(), columns - 1)));
      out.flush();
    } else {
      print(replay);
    }
  }

  /** How it ended; stays on the terminal. */
  public void end(JsonNode replay) {
    clear();
    print(replay);
  }

  /** Leaves nothing on the terminal. */
  void clear() {
    if (bar) {
      out.print(CLEAR);
      out.flush();
    }
  }

  private void print(JsonNode replay) {
    out.println(json ? replay : ReplayText.render(replay));
    out.flush();
  }

  /** {@code [=====> ] 42% 12,000/s, 3 s left, out-2026-11-21_08:00:00.dat}. */
  static String bar(JsonNode replay) {
    long all = replay.path("records").asLong();
    long done = replay.path("replayed").asLong() + replay.path("rejected").asLong();
    double part = all <= 0 ? 0 : Math.min(1, (double) done / all);
    int full = (int) (part * WIDTH);
    String line = "=".repeat(full) + (full < WIDTH ? ">" : "") + " ".repeat(WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s] %3d%% %,d/s%s",
        line.substring(0, WIDTH),
        (int) (part * 100),
        replay.path("per_second").asLong(),
        ReplayText.rest(replay));
  }
}
