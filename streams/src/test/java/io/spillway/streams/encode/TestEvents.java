package io.spillway.streams.encode;

import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import io.spillway.streams.event.Rules;
import io.spillway.streams.flow.TestBatches;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds events field by field; text is ISO 8859-1, so that tests can give any byte. */
final class TestEvents {
  final Names names = new Names();
  final Events events;
  private int record;

  TestEvents(String... lines) {
    names.describe(new Rules(rule -> "/web/nginx", (r, field) -> "status", (r, f) -> "digit"));
    events =
        new Events(
            TestBatches.batch(new Settlement(() -> {}), List.of(lines)), names, new byte[0], 0, 0);
  }

  TestEvents field(String name, FieldType type, String value) {
    int start = scratch(value);
    events.add(names.intern(name), type, Events.IN_SCRATCH, start, start + value.length());
    return this;
  }

  TestEvents named(String name, FieldType type, String value) {
    int nameStart = scratch(name);
    int start = scratch(value);
    events.addNamed(
        Events.IN_SCRATCH,
        nameStart,
        nameStart + name.length(),
        type,
        Events.IN_SCRATCH,
        start,
        start + value.length());
    return this;
  }

  TestEvents parsed() {
    events.parsed(0);
    record++;
    return this;
  }

  /** The last {@code bytes} of the record's line were left unread. */
  TestEvents parsedWithResidue(int bytes) {
    int end = events.batch().end(record++);
    events.parsedWithResidue(0, Events.IN_SLAB, end - bytes, end);
    return this;
  }

  TestEvents missed(int rule, int field, int offset) {
    events.missed(rule, field, offset);
    record++;
    return this;
  }

  private int scratch(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, events.scratch(bytes.length), events.scratchLength(), bytes.length);
    return events.keepScratch(bytes.length);
  }
}
