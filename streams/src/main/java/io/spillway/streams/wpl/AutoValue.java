package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.List;

/**
 * {@code auto}: the first type that uses all of the text up to the separator: address, number,
 * boolean, time, else text.
 */
final class AutoValue extends ValueReader {
  private final List<ValueReader> guesses;
  private final ValueReader text = new BasicValues.Chars();

  AutoValue(int trueAt) {
    guesses =
        List.of(
            new IpValue(false),
            new BasicValues.Decimal(),
            new BasicValues.Bool(trueAt),
            new TimeValue(TimeValue.Format.ANY));
  }

  @Override
  boolean isText() {
    return true;
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    Events events = run.events;
    int stop = Bytes.trimEnd(run.in, at, end);
    for (int i = 0; i < guesses.size(); i++) {
      int fields = events.fields();
      int kept = events.scratchLength();
      if (guesses.get(i).read(run, field, at, stop) == stop) {
        return end;
      }
      events.rollBack(fields, kept);
    }
    return text.read(run, field, at, end);
  }
}
