package io.spillway.streams.wpl;

import io.spillway.streams.event.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * {@code kv}: one pair. A listed key has its member's type and name, any other is text under its
 * own key. Text without a separator of its own reads to the end of the line.
 */
final class KvValue extends CompositeValue {
  private static final boolean[] KEY = new boolean[256];

  static {
    for (int b = 0; b < KEY.length; b++) {
      KEY[b] = isKey((byte) b);
    }
  }

  private static final Separator TO_END = Separator.toEnd(false);

  KvValue(Members members) {
    super(members);
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    byte[] in = run.in;
    int keyEnd = keyEnd(in, at, end);
    int mark = Bytes.skipSpace(in, keyEnd, end);
    if (keyEnd == at || mark >= end || (in[mark] != '=' && in[mark] != ':')) {
      return Bytes.NONE;
    }
    Separator outer = field.separator.explicit ? field.separator : TO_END;
    Field member = members.find(in, at, keyEnd);
    Separator own = member != null && member.separator.explicit ? member.separator : outer;
    run.nameBySpan(at, keyEnd);
    int value = valueStart(run, own, mark + 1, end);
    if (value < end && Quotes.begins(in[value]) && (member == null || member.scope == null)) {
      int after = Quotes.after(run, value, end);
      if (after >= 0) {
        return readQuoted(run, member, value, after);
      }
    }
    if (member != null) {
      return member.matchMember(run, value, end, outer);
    }
    int stop = outer.find(run, value, end);
    emitText(run, value, stop);
    return stop;
  }

  /** Skips white space, unless that is what the empty value ends with. */
  private static int valueStart(Run run, Separator separator, int at, int end) {
    int word = Bytes.skipSpace(run.in, at, end);
    if (word > at && separator.explicit && separator.take(run, at, end) >= 0) {
      return word < end && Quotes.begins(run.in[word]) && Quotes.after(run, word, end) >= 0
          ? word
          : at;
    }
    return word;
  }

  private static int readQuoted(Run run, @Nullable Field member, int value, int after) {
    int start = Quotes.innerStart(run.in, value);
    int stop = Quotes.innerEnd(run.in, value, after);
    if (member == null) {
      emitText(run, start, stop);
      return after;
    }
    return member.matchWhole(run, start, stop) ? after : Bytes.NONE;
  }

  static void emitText(Run run, int start, int end) {
    int first = Bytes.skipSpace(run.in, start, end);
    run.events.addNamed(
        run.nameWhere,
        run.nameStart,
        run.nameEnd,
        FieldType.TEXT,
        run.where,
        first,
        Bytes.trimEnd(run.in, first, end));
  }

  static int keyEnd(byte[] in, int at, int end) {
    int p = at;
    while (p < end && KEY[in[p] & 0xff]) {
      p++;
    }
    return p;
  }

  private static boolean isKey(byte b) {
    if (Bytes.isWord(b)) {
      return true;
    }
    return switch (b) {
      case '/', '-', '.', '(', ')', '<', '>', '[', ']', '{', '}' -> true;
      default -> false;
    };
  }
}
