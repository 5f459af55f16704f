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

  private ReplayProgress(PrintWriter out, boolean json, boolean bar) {
    this.out = out;
    this.json = json;
    this.bar = bar;
  }

  /**
   * Shows it there.
   *
   * @param json as lines of JSON
   * @param terminal as a bar, unless as JSON
   */
  public static ReplayProgress on(PrintWriter out, boolean json, boolean terminal) {
    return new ReplayProgress(out, json, terminal && !json);
  }

  long everyMillis() {
    return bar ? 200 : 1_000;
  }

  /** How it is. */
  public void show(JsonNode replay) {
    if (bar) {
      out.print(CLEAR + bar(replay));
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
        "[%s] %3d%% %s",
        line.substring(0, WIDTH),
        (int) (part * 100),
        ReplayText.render(replay));
  }
}
