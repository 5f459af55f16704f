package io.spillway.streams.route;

import io.spillway.streams.event.Events;

/** A question about one record of a batch, answered from its spans. Thread-safe. */
public interface EventTest {
  /** Whether it holds for {@code record}, which a rule matched. */
  boolean test(Events events, int record);
}
