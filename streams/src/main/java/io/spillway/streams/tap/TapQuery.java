package io.spillway.streams.tap;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import java.util.function.Function;

/**
 * Which of the records that pass a tap shows, and how.
 *
 * @param wanted what must hold of a record, for events with those names
 * @param limit ends after so many records
 * @param perSecond shows no more than that
 * @param raw whether records are shown as they were read, else as they were parsed
 */
public record TapQuery(Function<Names, RecordTest> wanted, long limit, int perSecond, boolean raw) {

  /** Whether a record is wanted. */
  public interface RecordTest {
    RecordTest ALL = (events, record) -> true;

    boolean test(Events events, int record);
  }
}
