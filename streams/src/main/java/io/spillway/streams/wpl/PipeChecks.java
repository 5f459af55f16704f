package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import java.util.List;
import java.util.regex.Pattern;

/** Pipes that check the active field. A check that fails fails the rule. */
final class PipeChecks {
  private PipeChecks() {}

  private static boolean isText(Events events, int field, byte[] value) {
    return Bytes.equal(events.valueBytes(field), events.start(field), events.end(field), value);
  }

  /** {@code has()}. */
  static final class Has extends Pipe {
    @Override
    boolean apply(Run run, int at) {
      return run.active >= 0;
    }
  }

  /**
   * {@code chars_has}, {@code chars_in}, {@code ip_in}: the value is of this type and one of these
   * texts, addresses in canonical spelling.
   */
  static final class OneOf extends Pipe {
    private final FieldType type;
    private final byte[][] values;

    OneOf(FieldType type, List<byte[]> values) {
      this.type = type;
      this.values = values.toArray(byte[][]::new);
    }

    @Override
    boolean apply(Run run, int at) {
      if (run.active < 0 || run.events.type(run.active) != type) {
        return false;
      }
      for (byte[] value : values) {
        if (isText(run.events, run.active, value)) {
          return true;
        }
      }
      return false;
    }
  }

  /** {@code digit_has}, {@code digit_in}, {@code digit_range}: a whole number within ranges. */
  static final class NumberIn extends Pipe {
    private final long[] bounds;

    /**
     * @param bounds least and most of each range
     */
    NumberIn(long[] bounds) {
      this.bounds = bounds;
    }

    @Override
    boolean apply(Run run, int at) {
      int field = run.active;
      Events events = run.events;
      if (field < 0 || events.type(field) != FieldType.NUMBER) {
        return false;
      }
      byte[] in = events.valueBytes(field);
      int end = events.end(field);
      boolean negative = in[events.start(field)] == '-';
      int digits = events.start(field) + (negative ? 1 : 0);
      if (Numbers.digitsEnd(in, digits, end) != end) {
        return false;
      }
      long value = 0;
      for (int i = digits; i < end; i++) {
        value = value * 10 - (in[i] - '0');
      }
      return isWithin(negative ? value : -value);
    }

    private boolean isWithin(long value) {
      for (int i = 0; i < bounds.length; i += 2) {
        if (value >= bounds[i] && value <= bounds[i + 1]) {
          return true;
        }
      }
      return false;
    }
  }

  /** {@code starts_with}: a field that does not begin so is dropped, and the rule goes on. */
  static final class StartsWith extends Pipe {
    private final byte[] prefix;
    private final boolean drops;

    /**
     * @param drops false within {@code not(...)}, where it is a plain check
     */
    StartsWith(byte[] prefix, boolean drops) {
      this.prefix = prefix;
      this.drops = drops;
    }

    @Override
    boolean apply(Run run, int at) {
      Events events = run.events;
      int field = run.active;
      boolean starts =
          field >= 0
              && Bytes.startsWith(
                  events.valueBytes(field), events.start(field), events.end(field), prefix);
      if (starts || !drops) {
        return starts;
      }
      if (field >= 0) {
        events.remove(field);
        run.active = -1;
      }
      return true;
    }
  }

  /** {@code regex_match}: the text contains a match. Bounded in steps, so it cannot run away. */
  static final class Regex extends Pipe {
    private final Pattern pattern;

    Regex(Pattern pattern) {
      this.pattern = pattern;
    }

    @Override
    boolean apply(Run run, int at) {
      int field = run.active;
      if (field < 0 || run.events.type(field) != FieldType.TEXT) {
        return false;
      }
      return BoundedRegex.find(pattern, run.events.text(field));
    }
  }
}
