package io.spillway.streams.event;

import io.spillway.streams.batch.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Copies a few records of a batch, with their fields, into a small batch of their own, so that they
 * do not hold the whole slab in memory. Costs one pass over those records' fields.
 */
public final class Excerpt {
  private final Events from;
  private final Batch batch;
  private final Events to;
  private int record;
  private int copy;

  private Excerpt(Events from, int @Nullable [] selected) {
    this.from = from;
    this.batch = from.batch().excerpt(selected);
    int fields = 0;
    for (int i = 0; i < batch.count(); i++) {
      int number = selected == null ? i : selected[i];
      fields += from.endField(number) - from.firstField(number);
    }
    this.to = new Events(batch, from.names(), from.constants(), fields, 0);
    to.shareNames(from.sharedNames(), 0);
  }

  /**
   * The copy of these records.
   *
   * @param selected numbers of records in rising order, or null for all
   */
  public static Events of(Events from, int @Nullable [] selected) {
    Excerpt excerpt = new Excerpt(from, selected);
    for (int i = 0; i < excerpt.batch.count(); i++) {
      excerpt.record = selected == null ? i : selected[i];
      excerpt.copy = i;
      excerpt.copyRecord();
    }
    return excerpt.to;
  }

  private void copyRecord() {
    for (int field = from.firstField(record); field < from.endField(record); field++) {
      copyField(field);
    }
    int cut = from.textStart(record) - from.batch().start(record);
    if (cut > 0) {
      to.beginText(batch.start(copy) + cut);
    }
    int rule = from.rule(record);
    if (rule == Events.MISSED) {
      to.missed(from.nearestRule(record), from.nearestField(record), from.nearestOffset(record));
    } else if (from.hasResidue(record)) {
      int length = from.residueEnd(record) - from.residueStart(record);
      int where = whereOf(from.residueWhere(record), from.residueStart(record), length);
      int start = place(from.residueWhere(record), where, from.residueStart(record), length);
      to.parsedWithResidue(rule, where, start, start + length);
    } else {
      to.parsed(rule);
    }
  }

  private void copyField(int field) {
    int length = from.end(field) - from.start(field);
    int where = whereOf(from.where(field), from.start(field), length);
    int start = place(from.where(field), where, from.start(field), length);
    int id = from.nameId(field);
    if (id >= 0) {
      to.add(id, from.type(field), where, start, start + length);
      return;
    }
    int nameLength = from.nameEnd(field) - from.nameStart(field);
    int nameWhere = whereOf(from.nameWhere(field), from.nameStart(field), nameLength);
    int name = place(from.nameWhere(field), nameWhere, from.nameStart(field), nameLength);
    to.addNamed(nameWhere, name, name + nameLength, from.type(field), where, start, start + length);
  }

  /** Spans inside the record stay in the slab; what lies elsewhere in it moves to scratch. */
  private int whereOf(int where, int start, int length) {
    if (where != Events.IN_SLAB) {
      return where;
    }
    Batch old = from.batch();
    boolean inside = start >= old.start(record) && start + length <= old.end(record);
    return inside ? Events.IN_SLAB : Events.IN_SCRATCH;
  }

  private int place(int oldWhere, int where, int start, int length) {
    return switch (where) {
      case Events.IN_SLAB -> start - from.batch().start(record) + batch.start(copy);
      case Events.IN_SCRATCH -> {
        byte[] scratch = to.scratch(length);
        System.arraycopy(from.bytes(oldWhere), start, scratch, to.scratchLength(), length);
        yield to.keepScratch(length);
      }
      default -> start;
    };
  }
}
