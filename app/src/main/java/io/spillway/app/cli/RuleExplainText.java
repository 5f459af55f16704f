package io.spillway.app.cli;

import io.spillway.app.cli.LineCells.Cell;
import io.spillway.streams.wpl.RuleExplanation.GaveUp;
import io.spillway.streams.wpl.RuleExplanation.Step;
import io.spillway.streams.wpl.RuleExplanation.Taken;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells a person what one rule did with a line: the line with the spans of its fields, coloured or
 * underlined, a caret where the rule gave up, and the fields. Lines that are wider than the screen
 * are folded; of very long ones the rows around the caret are shown.
 */
final class RuleExplainText {
  private static final int[] COLOURS = {32, 36, 33, 35, 34};
  private static final int DIM = 2;
  private static final int BOLD_RED = 31;
  private static final String INDENT = "  ";
  private static final int MOST_ROWS = 8;
  private static final int ROWS_BEFORE_CARET = 3;
  private static final int ROWS_BEHIND_CARET = 1;
  private static final int LONGEST_VALUE = 60;

  /** More than a value that is not cut can have. */
  private static final int BYTES_FOR_VALUE = 16 * LONGEST_VALUE;

  private static final int NARROWEST_PLACE = 9;

  private final int columns;
  private final boolean colour;
  private final Charset shown;
  private final StringBuilder out = new StringBuilder();

  /**
   * For a screen.
   *
   * @param columns of it
   * @param colour whether it takes colours
   * @param shown what it can show
   */
  RuleExplainText(int columns, boolean colour, Charset shown) {
    this.columns = Math.max(20, columns - INDENT.length() - 1);
    this.colour = colour;
    this.shown = shown;
  }

  /** Cells of one row, from one to before another. */
  private record Row(int from, int to) {}

  String of(Step step) {
    out.setLength(0);
    GaveUp gaveUp = step.gaveUp();
    out.append(step.rule()).append(gaveUp == null ? ": matches" : ": gives up");
    out.append(step.decoded() ? "; its steps made of the line:\n" : "\n");
    line(step);
    int widest = NARROWEST_PLACE;
    for (Taken field : step.fields()) {
      widest = Math.max(widest, place(field).length());
    }
    for (int i = 0; i < step.fields().size(); i++) {
      field(step.fields().get(i), step.text(), widest, colourOf(step.fields(), i));
    }
    if (step.residueAt() < step.text().length) {
      byte[] tail = Arrays.copyOfRange(step.text(), step.residueAt(), step.text().length);
      out.append("  residue '").append(value(tail)).append("'\n");
    }
    return out.toString();
  }

  private void line(Step step) {
    List<Cell> cells = LineCells.of(step.text(), shown);
    int[] styles = styles(step, cells);
    List<Row> rows = rows(cells);
    GaveUp gaveUp = step.gaveUp();
    int caret = gaveUp == null ? -1 : caret(cells, gaveUp.offset());
    int caretRow = caret < 0 ? 0 : rowOf(rows, caret);
    int first = caret < 0 ? 0 : Math.max(0, caretRow - ROWS_BEFORE_CARET);
    int last = caret < 0 ? first + MOST_ROWS : caretRow + 1 + ROWS_BEHIND_CARET;
    last = Math.min(last, rows.size());
    if (first > 0) {
      left(cells.get(rows.get(first).from).start(), "before");
    }
    for (int i = first; i < last; i++) {
      row(cells, styles, rows.get(i));
      if (gaveUp != null && i == caretRow) {
        caret(width(cells, rows.get(i).from, caret), gaveUp.words());
      }
    }
    if (last < rows.size()) {
      left(step.text().length - cells.get(rows.get(last).from).start(), "more");
    }
  }

  private void left(int bytes, String where) {
    String words = "... %,d bytes %s".formatted(bytes, where);
    out.append(INDENT).append(painted(words, colour ? DIM : 0)).append('\n');
  }

  /** The colour of each cell, 0 for those that no field took. */
  private int[] styles(Step step, List<Cell> cells) {
    int[] styles = new int[cells.size()];
    int cell = 0;
    for (int i = 0; i < step.fields().size(); i++) {
      Taken field = step.fields().get(i);
      boolean ahead = cell == cells.size() || field.begin() >= cells.get(cell).start();
      while (ahead && cell < cells.size() && cells.get(cell).start() < field.end()) {
        boolean inside = cells.get(cell).end() > field.begin();
        styles[cell++] = inside ? colourOf(step.fields(), i) : 0;
      }
    }
    return styles;
  }

  private static int colourOf(List<Taken> fields, int field) {
    boolean dropped = fields.get(field).type().equals("dropped");
    return dropped ? DIM : COLOURS[field % COLOURS.length];
  }

  private List<Row> rows(List<Cell> cells) {
    List<Row> rows = new ArrayList<>();
    int from = 0;
    int used = 0;
    for (int i = 0; i < cells.size(); i++) {
      if (used + cells.get(i).columns() > columns) {
        rows.add(new Row(from, i));
        from = i;
        used = 0;
      }
      used += cells.get(i).columns();
    }
    rows.add(new Row(from, cells.size()));
    return rows;
  }

  /** Number of the cell that shows the byte at {@code offset}, or one past the last. */
  private static int caret(List<Cell> cells, int offset) {
    int low = 0;
    int high = cells.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cells.get(middle).end() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int rowOf(List<Row> rows, int cell) {
    int row = 0;
    while (row < rows.size() - 1 && rows.get(row).to <= cell) {
      row++;
    }
    return row;
  }

  private void row(List<Cell> cells, int[] styles, Row row) {
    out.append(INDENT);
    StringBuilder marks = new StringBuilder();
    int style = 0;
    for (int i = row.from; i < row.to; i++) {
      if (colour && styles[i] != style) {
        out.append(style == 0 ? "" : "\033[0m");
        out.append(styles[i] == 0 ? "" : "\033[" + styles[i] + "m");
        style = styles[i];
      }
      out.append(cells.get(i).text());
      String mark = styles[i] == 0 ? " " : styles[i] == DIM ? "." : "~";
      marks.append(mark.repeat(cells.get(i).columns()));
    }
    out.append(style == 0 ? "\n" : "\033[0m\n");
    String shownMarks = marks.toString().stripTrailing();
    if (!colour && !shownMarks.isEmpty()) {
      out.append(INDENT).append(shownMarks).append('\n');
    }
  }

  private static int width(List<Cell> cells, int from, int to) {
    int width = 0;
    for (int i = from; i < to; i++) {
      width += cells.get(i).columns();
    }
    return width;
  }

  /** The words stand behind the caret, or before it where there is more room. */
  private void caret(int column, String words) {
    int length = words.codePointCount(0, words.length()) + 1;
    boolean before = column + 1 + length > columns && column > columns / 2;
    out.append(INDENT);
    if (!before) {
      out.append(" ".repeat(column)).append(error("^")).append(' ').append(words).append('\n');
    } else if (length <= column) {
      out.append(" ".repeat(column - length)).append(words).append(' ');
      out.append(error("^")).append('\n');
    } else {
      out.append(" ".repeat(column)).append(error("^")).append('\n');
      out.append(INDENT).append(words).append('\n');
    }
  }

  private String error(String text) {
    return painted(text, colour ? BOLD_RED : 0);
  }

  private void field(Taken field, byte[] text, int widest, int itsColour) {
    String where = place(field);
    out.append(INDENT).append(where).append(" ".repeat(widest - where.length()));
    out.append(" %-7s ".formatted(field.type()));
    out.append(painted(field.name(), colour ? itsColour : 0)).append(" =");
    byte[] bytes =
        field.changed()
            ? field.value().getBytes(StandardCharsets.UTF_8)
            : Arrays.copyOfRange(text, field.begin(), field.end());
    out.append(bytes.length == 0 ? "" : " ").append(value(bytes)).append('\n');
  }

  private static String place(Taken field) {
    return field.begin() < 0 ? "-" : field.begin() + "-" + field.end();
  }

  /** The text as it can be shown, its begin if it is long. */
  private String value(byte[] text) {
    StringBuilder value = new StringBuilder();
    int width = 0;
    byte[] begin = Arrays.copyOf(text, Math.min(text.length, BYTES_FOR_VALUE));
    for (Cell cell : LineCells.of(begin, shown)) {
      width += cell.columns();
      if (width > LONGEST_VALUE) {
        return value.append("...").toString();
      }
      value.append(cell.text());
    }
    return value.toString();
  }

  private static String painted(String text, int code) {
    return code == 0 ? text : "\033[" + code + "m" + text + "\033[0m";
  }
}
