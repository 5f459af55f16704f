package io.spillway.streams.route;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import java.util.Arrays;

/** Parts of a compiled condition. Evaluated on spans, without objects. */
sealed interface Clause {
  boolean test(Events events, int record);

  /** Both hold. */
  record And(Clause left, Clause right) implements Clause {
    @Override
    public boolean test(Events events, int record) {
      return left.test(events, record) && right.test(events, record);
    }
  }

  /** One of them holds. */
  record Or(Clause left, Clause right) implements Clause {
    @Override
    public boolean test(Events events, int record) {
      return left.test(events, record) || right.test(events, record);
    }
  }

  /** It does not hold. */
  record Not(Clause clause) implements Clause {
    @Override
    public boolean test(Events events, int record) {
      return !clause.test(events, record);
    }
  }

  /** Always, or never. */
  record Constant(boolean value) implements Clause {
    @Override
    public boolean test(Events events, int record) {
      return value;
    }
  }

  /** The record has the field. */
  record IsSet(FieldRef field) implements Clause {
    @Override
    public boolean test(Events events, int record) {
      return field.find(events, record) >= 0;
    }
  }

  /** The field's text matches a glob. */
  record Matches(FieldRef field, Glob glob) implements Clause {
    @Override
    public boolean test(Events events, int record) {
      int at = field.find(events, record);
      return at >= 0 && glob.matches(events.valueBytes(at), events.start(at), events.end(at));
    }
  }

  /**
   * The field compares so with a literal: as numbers if both are, as times if both are, else as
   * bytes. A field that is not there is only {@code !=} everything.
   */
  record Compare(FieldRef field, Operator operator, Literal literal) implements Clause {
    @Override
    public boolean test(Events events, int record) {
      int at = field.find(events, record);
      return at < 0 ? operator == Operator.NOT_EQUAL : operator.holds(compare(events, at));
    }

    private int compare(Events events, int at) {
      byte[] in = events.valueBytes(at);
      int start = events.start(at);
      int end = events.end(at);
      if (literal.isNumber() && NumberSpan.isNumber(in, start, end)) {
        return literal.isLong() && NumberSpan.isLong(in, start, end)
            ? Long.compare(NumberSpan.toLong(in, start, end), literal.asLong())
            : Double.compare(NumberSpan.toDouble(in, start, end), literal.asDouble());
      }
      if (literal.nanos() != TimeSpan.NONE && events.type(at) == FieldType.TIME) {
        long nanos = TimeSpan.nanos(in, start, end);
        if (nanos != TimeSpan.NONE) {
          return Long.compare(nanos, literal.nanos());
        }
      }
      return Arrays.compareUnsigned(in, start, end, literal.utf8(), 0, literal.utf8().length);
    }
  }
}
