package io.spillway.streams.syslog;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Preface;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the header off each message of a batch. One whose header can't be read is kept whole; of one
 * without a text the rules see nothing. Both are counted. One matcher's.
 */
final class SyslogPreface implements Preface {
  private static final String FALLBACK = "strip fallback";
  private static final String EMPTY = "strip empty span";

  private final SyslogHeaders source;
  private final @Nullable HeaderFields fields;
  private final HeaderReader reader = new HeaderReader();
  private @Nullable Events events;
  private long unreadable;
  private long empty;
  private boolean named;

  SyslogPreface(SyslogHeaders source, @Nullable HeaderFields fields) {
    this.source = source;
    this.fields = fields;
  }

  @Override
  public void begin(Events batch) {
    events = batch;
  }

  @Override
  public int read(int record, byte[] slab, int start, int end) {
    Events to = events;
    int text = reader.read(slab, start, end);
    if (text < 0 || to == null) {
      unreadable++;
      named = false;
      log(FALLBACK, record, slab, start, end);
      return start;
    }
    if (text == end) {
      empty++;
      log(EMPTY, record, slab, start, end);
    }
    if (fields != null) {
      fields.add(to, reader, slab);
      named = reader.dataEnd > reader.dataStart;
    }
    return text;
  }

  private void log(String what, int record, byte[] slab, int start, int end) {
    Events at = events;
    if (at != null) {
      Batch batch = at.batch();
      source.log(what, batch.origin(), batch.offset(record), slab, start, end);
    }
  }

  @Override
  public void end() {
    source.count(unreadable, empty);
    unreadable = 0;
    empty = 0;
    events = null;
  }

  @Override
  public boolean mayName(String field) {
    return fields != null && HeaderFields.NAMES.contains(field);
  }

  @Override
  public boolean mayRepeatNames() {
    return named;
  }
}
