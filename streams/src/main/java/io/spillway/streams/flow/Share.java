package io.spillway.streams.flow;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import org.jspecify.annotations.Nullable;

/**
 * What one lane gets of one batch: which of its records, and as what. The lane calls {@code
 * batch().settlement().settled()} once, when its last record here has ended.
 *
 * @param events the batch with its parsed form
 * @param kind how the records are meant
 * @param selected numbers of the records in rising order, or null for all of them; shared, not to
 *     be written to
 */
public record Share(Events events, Kind kind, int @Nullable [] selected) {

  /** What a record is to the lane that gets it. */
  public enum Kind {
    /** A parsed record. */
    EVENT,
    /** A record that no rule matched. */
    MISS,
    /** The tail that a matching rule left unread. */
    RESIDUE,
    /** A record that a transform or encoder failed on. */
    ERROR,
    /** A parsed record that a filter dropped on purpose. */
    INTERCEPTED,
    /** Statistics of the node itself. */
    MONITOR,
    /** The line that the sink was to get, from a rescue file: written as it is. */
    TEXT;

    private final String word = name().toLowerCase(java.util.Locale.ROOT);

    public String word() {
      return word;
    }
  }

  public Batch batch() {
    return events.batch();
  }

  public int count() {
    return selected == null ? batch().count() : selected.length;
  }

  /** Number in the batch of this share's {@code i}-th record. */
  public int record(int i) {
    return selected == null ? i : selected[i];
  }

  /** Bytes of the records as received: what this share counts in a queue. */
  public long bytes() {
    Batch batch = batch();
    if (selected == null) {
      return batch.bytes();
    }
    long sum = 0;
    for (int record : selected) {
      sum += batch.end(record) - batch.start(record);
    }
    return sum;
  }
}
