package io.spillway.app.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a line as what a terminal shows of them, cell by cell: characters that take no place
 * of their own join the one before them; control characters and bytes that are no UTF-8 are shown
 * as escapes, so that nothing in a line can steer the terminal. Immutable.
 */
final class LineCells {
  private static final int[][] WIDE = {
    {0x1100, 0x115f},
    {0x2e80, 0x303e},
    {0x3041, 0xa4cf},
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff00, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff},
    {0x1f900, 0x1faff},
    {0x20000, 0x3fffd}
  };

  private final List<Cell> cells = new ArrayList<>();

  /**
   * What is shown of the bytes from {@code start} to {@code end}, and how many columns it takes.
   */
  record Cell(int start, int end, String text, int columns) {}

  private LineCells() {}

  /**
   * The cells of a line.
   *
   * @param shown what the terminal can show; of the rest the bytes are shown
   */
  static List<Cell> of(byte[] line, Charset shown) {
    LineCells all = new LineCells();
    CharsetEncoder encoder = shown.newEncoder();
    int at = 0;
    while (at < line.length) {
      int length = characterAt(line, at);
      int point = length == 0 ? -1 : text(line, at, length).codePointAt(0);
      if (length == 1 && point >= ' ' && point < 0x7f) {
        all.cells.add(new Cell(at, at + 1, Character.toString(point), 1));
      } else if (length > 1 && encoder.canEncode(Character.toString(point)) && isShown(point)) {
        all.add(at, at + length, point);
      } else {
        all.escape(line, at, Math.max(1, length), point);
      }
      at += Math.max(1, length);
    }
    return all.cells;
  }

  /** Bytes of the UTF-8 character at {@code at}, or 0 if there is none. */
  private static int characterAt(byte[] line, int at) {
    int lead = line[at] & 0xff;
    int length = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 0 || at + length > line.length) {
      return 0;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, at, length));
      return length;
    } catch (CharacterCodingException notUtf8) {
      return 0;
    }
  }

  private static String text(byte[] line, int at, int length) {
    return new String(line, at, length, StandardCharsets.UTF_8);
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private void add(int start, int end, int point) {
    int type = Character.getType(point);
    boolean joins = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    Cell last = joins && !cells.isEmpty() ? cells.get(cells.size() - 1) : null;
    if (last != null && last.end == start) {
      String both = last.text + Character.toString(point);
      cells.set(cells.size() - 1, new Cell(last.start, end, both, last.columns));
    } else {
      cells.add(new Cell(start, end, Character.toString(point), isWide(point) ? 2 : 1));
    }
  }

  private static boolean isWide(int point) {
    for (int[] range : WIDE) {
      if (point >= range[0] && point <= range[1]) {
        return true;
      }
    }
    return false;
  }

  private void escape(byte[] line, int at, int length, int point) {
    StringBuilder text = new StringBuilder();
    switch (point) {
      case '\t' -> text.append("\\t");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      default -> {
        for (int i = at; i < at + length; i++) {
          text.append("\\x%02x".formatted(line[i] & 0xff));
        }
      }
    }
    cells.add(new Cell(at, at + length, text.toString(), text.length()));
  }
}
