package io.spillway.streams.rescue;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.flow.Share;
import java.util.Arrays;

/**
 * Makes a batch with its events of rescue lines of one origin, kind and time, without parsing:
 * fields and rules come from the lines. Events keep their record; others become the line that the
 * sink was to get. One thread.
 */
final class RestoredBatch {
  private static final int FIELD = 5;

  private final RestoredRules rules = new RestoredRules();
  private byte[] idPrefix = {};

  /** Time, source and peer as the lines have them. */
  private byte[] itsTime = {};

  private byte[] source = {};
  private byte[] peer = {};
  private Share.Kind kind = Share.Kind.EVENT;
  private Origin origin = new Origin("", "", "", "", 0);
  private long time;
  private byte[] slab = new byte[64 << 10];
  private int slabLength;
  private byte[] values = new byte[64 << 10];
  private int valuesLength;
  private int[] bounds = new int[512];
  private long[] offsets = new long[256];
  private int count;

  /** Start and end of each field's name, type, start and end of its value; all in values. */
  private int[] fields = new int[256 * FIELD];

  private int fieldCount;

  /** How many fields there are before each record's first. */
  private int[] firstField = new int[257];

  /** Of each record, by its number in {@link #rules}. */
  private int[] ruleOf = new int[256];

  boolean isEmpty() {
    return count == 0;
  }

  /** Whether a line belongs to the batch at hand; true if there is none. */
  boolean fits(RescueLine line) {
    return count == 0
        || (line.kind() == kind
            && line.connection() == origin.connection()
            && spells(line, line.idStart(), lastSlash(line) + 1, idPrefix)
            && spells(line, line.timeStart(), line.timeEnd(), itsTime)
            && spells(line, line.sourceStart(), line.sourceEnd(), source)
            && spells(line, line.peerStart(), line.peerEnd(), peer));
  }

  private static boolean spells(RescueLine line, int start, int end, byte[] text) {
    return Arrays.equals(text, 0, text.length, line.bytes(), start, end);
  }

  private static byte[] text(RescueLine line, int start, int end) {
    return Arrays.copyOfRange(line.bytes(), start, end);
  }

  void add(RescueLine line) {
    if (count == 0) {
      begin(line);
    }
    room();
    boolean event = isEvent(kind);
    int start = event ? line.rawStart() : line.textStart();
    int end = event ? line.rawEnd() : line.textEnd();
    ruleOf[count] = rules.number(line);
    bounds[2 * count] = slabLength;
    appendToSlab(line.bytes(), start, end);
    bounds[2 * count + 1] = slabLength - 1;
    offsets[count++] = sequence(line);
    if (event) {
      for (int i = 0; i < line.fields(); i++) {
        field(line, i);
      }
    }
    firstField[count] = fieldCount;
  }

  private void begin(RescueLine line) {
    idPrefix = text(line, line.idStart(), lastSlash(line) + 1);
    itsTime = text(line, line.timeStart(), line.timeEnd());
    source = text(line, line.sourceStart(), line.sourceEnd());
    peer = text(line, line.peerStart(), line.peerEnd());
    kind = line.kind();
    String id = line.id();
    int first = id.indexOf('/');
    int last = id.lastIndexOf('/');
    boolean whole = first >= 0 && last > first;
    origin =
        new Origin(
            whole ? id.substring(0, first) : "",
            line.source(),
            whole ? id.substring(first + 1, last) : id,
            line.peer(),
            line.connection());
    time = RecordFilter.millis(line.time());
  }

  /** All lines added, as a share; begins anew. */
  Share share() {
    Batch batch =
        Batch.restored(
            origin,
            Arrays.copyOf(slab, slabLength),
            Arrays.copyOf(bounds, 2 * count),
            Arrays.copyOf(offsets, count),
            time,
            new Settlement(() -> {}));
    Events events =
        new Events(batch, rules.names(), Arrays.copyOf(values, valuesLength), fieldCount, 0);
    for (int record = 0; record < count; record++) {
      for (int field = firstField[record]; field < firstField[record + 1]; field++) {
        int at = field * FIELD;
        events.addNamed(
            Events.IN_CONSTANTS,
            fields[at],
            fields[at + 1],
            FieldType.ofCode(fields[at + 2]),
            Events.IN_CONSTANTS,
            fields[at + 3],
            fields[at + 4]);
      }
      events.parsed(ruleOf[record]);
    }
    slabLength = 0;
    valuesLength = 0;
    fieldCount = 0;
    count = 0;
    return new Share(events, isEvent(kind) ? kind : Share.Kind.TEXT, null);
  }

  private static boolean isEvent(Share.Kind kind) {
    return kind == Share.Kind.EVENT || kind == Share.Kind.MONITOR;
  }

  private void field(RescueLine line, int i) {
    if (fields.length == fieldCount * FIELD) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    int at = fieldCount++ * FIELD;
    fields[at] = valuesLength;
    appendToValues(line.bytes(), line.nameStart(i), line.nameEnd(i));
    fields[at + 1] = valuesLength;
    fields[at + 2] = line.type(i).code();
    fields[at + 3] = valuesLength;
    appendToValues(line.bytes(), line.valueStart(i), line.valueEnd(i));
    fields[at + 4] = valuesLength;
  }

  private static int lastSlash(RescueLine line) {
    int at = line.idEnd() - 1;
    while (at >= line.idStart() && line.bytes()[at] != '/') {
      at--;
    }
    return at;
  }

  /** What follows the last slash of the id; 0 if somebody wrote another id. */
  private static long sequence(RescueLine line) {
    long value = 0;
    for (int at = lastSlash(line) + 1; at < line.idEnd(); at++) {
      int digit = line.bytes()[at] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private void room() {
    if (offsets.length == count) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      bounds = Arrays.copyOf(bounds, 4 * count);
      ruleOf = Arrays.copyOf(ruleOf, 2 * count);
      firstField = Arrays.copyOf(firstField, 2 * count + 1);
    }
  }

  private void appendToSlab(byte[] in, int start, int end) {
    int need = end - start + 1;
    if (slab.length - slabLength < need) {
      slab = Arrays.copyOf(slab, Math.max(2 * slab.length, slabLength + need));
    }
    System.arraycopy(in, start, slab, slabLength, end - start);
    slabLength += need;
    slab[slabLength - 1] = '\n';
  }

  private void appendToValues(byte[] in, int start, int end) {
    int need = end - start;
    if (values.length - valuesLength < need) {
      values = Arrays.copyOf(values, Math.max(2 * values.length, valuesLength + need));
    }
    System.arraycopy(in, start, values, valuesLength, need);
    valuesLength += need;
  }
}
