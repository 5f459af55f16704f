package io.spillway.app.cli;

import io.spillway.app.explain.Look;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** What the launcher found out about standard output and error. */
public final class Terminal {
  private static final int USUAL_COLUMNS = 80;

  private Terminal() {}

  /** Whether a person watches standard output. */
  public static boolean isOut() {
    return Boolean.getBoolean("spillway.out.terminal");
  }

  /** Whether a person watches standard error. */
  public static boolean isError() {
    return Boolean.getBoolean("spillway.err.terminal");
  }

  /** What standard output can show: plain text without a person before it. */
  static Look look() {
    if (!isOut()) {
      return Look.PLAIN;
    }
    boolean drawn = Charset.defaultCharset().newEncoder().canEncode('\u2514');
    return new Look(columns(), drawn, System.getenv("NO_COLOR") == null);
  }

  /** Columns of the terminal: what COLUMNS says, else what the terminal says. */
  static int columns() {
    String told = System.getenv("COLUMNS");
    return number(told == null ? askedColumns() : told).orElse(USUAL_COLUMNS);
  }

  /** The second of the two numbers that stty says, or nothing. */
  private static String askedColumns() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      try (InputStream says = stty.getInputStream()) {
        String[] words =
            new String(says.readAllBytes(), StandardCharsets.US_ASCII).split("\\s+", 3);
        return words.length > 1 ? words[1] : "";
      }
    } catch (IOException noTerminal) {
      return "";
    }
  }

  private static OptionalInt number(String text) {
    return text.matches("[1-9][0-9]{0,4}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /** Whether standard error takes colour. */
  public static boolean hasColour() {
    return isError() && System.getenv("NO_COLOR") == null;
  }
}
