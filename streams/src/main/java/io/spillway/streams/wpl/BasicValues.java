package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import java.util.BitSet;

/** The plain types: text, dropped text, symbols, numbers, booleans. */
final class BasicValues {
  private BasicValues() {}

  /** {@code chars}: all the text it is given, without quotes around it, trimmed. */
  static final class Chars extends ValueReader {
    @Override
    boolean isText() {
      return true;
    }

    @Override
    PlainText plainText(Field field) {
      return PlainText.KEPT;
    }

    @Override
    int read(Run run, Field field, int at, int end) {
      int stop = Bytes.trimEnd(run.in, at, end);
      if (at < stop && Quotes.begins(run.in[at])) {
        return readQuoted(run, field, at, stop, end);
      }
      run.emit(field, FieldType.TEXT, run.where, at, stop);
      return end;
    }

    private static int readQuoted(Run run, Field field, int at, int stop, int end) {
      int from = at;
      int to = stop;
      if (Quotes.enclose(run.in, at, stop)) {
        to = Quotes.innerEnd(run.in, at, stop);
        from = Bytes.skipSpace(run.in, Quotes.innerStart(run.in, at), to);
        to = Bytes.trimEnd(run.in, from, to);
      }
      run.emit(field, FieldType.TEXT, run.where, from, to);
      return end;
    }
  }

  /** {@code _}: reads text and drops it. */
  static final class Dropped extends ValueReader {
    @Override
    boolean isText() {
      return true;
    }

    @Override
    PlainText plainText(Field field) {
      return PlainText.DROPPED;
    }

    @Override
    int read(Run run, Field field, int at, int end) {
      return end;
    }
  }

  /** {@code sn}: letters, digits and dashes, up to the separator. */
  static final class SerialNumber extends ValueReader {
    @Override
    boolean isText() {
      return true;
    }

    @Override
    int read(Run run, Field field, int at, int end) {
      int stop = Bytes.trimEnd(run.in, at, end);
      for (int i = at; i < stop; i++) {
        byte b = run.in[i];
        if (!Bytes.isLetter(b) && !Bytes.isDigit(b) && b != '-' && b != '_') {
          return Bytes.NONE;
        }
      }
      run.emit(field, FieldType.TEXT, run.where, at, stop);
      return end;
    }
  }

  /** {@code symbol(text)} and {@code peek_symbol(text)}: that text, read or only looked at. */
  static final class Symbol extends ValueReader {
    final byte[] text;
    final boolean peek;

    Symbol(byte[] text, boolean peek) {
      this.text = text;
      this.peek = peek;
    }

    @Override
    int read(Run run, Field field, int at, int end) {
      if (!Bytes.startsWith(run.in, at, end, text)) {
        return Bytes.NONE;
      }
      run.emit(field, FieldType.TEXT, run.where, at, at + text.length);
      return peek ? at : at + text.length;
    }

    @Override
    void firstBytes(BitSet set) {
      if (text.length == 0) {
        super.firstBytes(set);
      } else {
        set.set(text[0] & 0xff);
      }
    }
  }

  /** {@code digit}: a whole number. */
  static final class Digit extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      return Numbers.readInteger(run, field, at, end);
    }

    @Override
    void firstBytes(BitSet set) {
      numberBytes(set);
    }
  }

  /** {@code float}: a number with or without a fraction. */
  static final class Decimal extends ValueReader {
    @Override
    int read(Run run, Field field, int at, int end) {
      return Numbers.readFloat(run, field, at, end);
    }

    @Override
    void firstBytes(BitSet set) {
      numberBytes(set);
      set.set('.');
    }
  }

  /** A whole number within bounds: {@code port}, {@code http/status}. */
  static final class Bounded extends ValueReader {
    private final int least;
    private final int most;

    Bounded(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    int read(Run run, Field field, int at, int end) {
      int after = Numbers.digitsEnd(run.in, at, Math.min(end, at + 9));
      if (after == at || (after < end && Bytes.isDigit(run.in[after]))) {
        return Bytes.NONE;
      }
      int value = Numbers.value(run.in, at, after);
      if (value < least || value > most) {
        return Bytes.NONE;
      }
      int first = at;
      while (run.in[first] == '0' && first < after - 1) {
        first++;
      }
      run.emit(field, FieldType.NUMBER, run.where, first, after);
      return after;
    }

    @Override
    void firstBytes(BitSet set) {
      set.set('0', '9' + 1);
    }
  }

  /** {@code bool}: true, false, 1 or 0, one word in any case. */
  static final class Bool extends ValueReader {
    private final int trueAt;

    /**
     * @param trueAt where the rules' constants hold {@code truefalse}
     */
    Bool(int trueAt) {
      this.trueAt = trueAt;
    }

    @Override
    int read(Run run, Field field, int at, int end) {
      int after = at;
      while (after < end && after <= at + 5 && Bytes.isWord(run.in[after])) {
        after++;
      }
      boolean one = after == at + 1 && run.in[at] == '1';
      boolean zero = after == at + 1 && run.in[at] == '0';
      if (one || Bytes.equalIgnoringCase(run.in, at, after, "true")) {
        run.emit(field, FieldType.BOOL, Events.IN_CONSTANTS, trueAt, trueAt + 4);
        return after;
      }
      if (zero || Bytes.equalIgnoringCase(run.in, at, after, "false")) {
        run.emit(field, FieldType.BOOL, Events.IN_CONSTANTS, trueAt + 4, trueAt + 9);
        return after;
      }
      return Bytes.NONE;
    }

    @Override
    void firstBytes(BitSet set) {
      for (char c : "tTfF10".toCharArray()) {
        set.set(c);
      }
    }
  }

  private static void numberBytes(BitSet set) {
    set.set('0', '9' + 1);
    set.set('+');
    set.set('-');
  }
}
