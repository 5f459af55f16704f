package io.spillway.streams.event;

import io.spillway.streams.batch.Batch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parsed form of one batch: for each record the rule that matched and its fields as typed spans
 * into the slab, or into {@link #scratch(int)} where a value had to be changed, or into the rules'
 * own {@code constants}. One matcher thread writes it record by record, then everyone may read it.
 * Costs arrays per batch, no object per record; {@code NginxLineBench} measures it, for which it is
 * one class.
 */
public final class Events {
  /** {@link #rule(int)} of a record that no rule matched. */
  public static final int MISSED = -1;

  public static final int IN_SLAB = 0;
  public static final int IN_SCRATCH = 1;
  public static final int IN_CONSTANTS = 2;

  /** In an array of names that events of several batches share; only names are there. */
  public static final int IN_NAMES = 3;

  private static final byte[] NO_NAMES = new byte[0];
  private static final int INTS_PER_FIELD = 4;
  private static final int TYPE_MASK = 0x0f;
  private static final int VALUE_SHIFT = 4;
  private static final int NAME_SHIFT = 6;
  private static final int WHERE_MASK = 0x03;

  private final Batch batch;
  private final Names names;
  private final byte[] constants;
  private final int[] rules;
  private final int[] firstField;
  private int records;

  /** name id and -1, or name start and end; value start, value end. */
  private int[] spans;

  private byte[] kinds;
  private int fields;
  private byte[] scratch;
  private byte[] sharedNames = NO_NAMES;

  /** Bytes of arrays of names that were made for this batch. */
  private int madeNames;

  private int scratchLength;

  /**
   * where, start, end of each record's unread tail; where is -1 for none. Null until there is one.
   */
  private int @Nullable [] residues;

  /** rule, field, offset of each missed record. Null until there is one. */
  private int @Nullable [] nearest;

  /** Where each record's text begins, 0 if with the record. Null until one begins later. */
  private int @Nullable [] texts;

  private int missed;
  private int withResidue;

  /**
   * For the matcher; sized by what batches before this one needed.
   *
   * @param constants bytes that rules bring themselves (tags); spans may point into it
   * @param fieldsHint how many fields the batch will have, from experience
   * @param scratchHint how many scratch bytes it will need
   */
  public Events(Batch batch, Names names, byte[] constants, int fieldsHint, int scratchHint) {
    this.batch = batch;
    this.names = names;
    this.constants = constants;
    this.rules = new int[batch.count()];
    this.firstField = new int[batch.count() + 1];
    this.spans = new int[Math.max(fieldsHint, 16) * INTS_PER_FIELD];
    this.kinds = new byte[Math.max(fieldsHint, 16)];
    this.scratch = new byte[Math.max(scratchHint, 64)];
  }

  // ---- reading

  public Batch batch() {
    return batch;
  }

  public Names names() {
    return names;
  }

  /** Number of the rule that matched {@code record}, or {@link #MISSED}. */
  public int rule(int record) {
    return rules[record];
  }

  /** Name of the rule that matched {@code record}, for people; not of a record that missed. */
  public String ruleName(int record) {
    return names.rules().name().apply(rules[record]);
  }

  public int firstField(int record) {
    return firstField[record];
  }

  /** One past the record's last field. */
  public int endField(int record) {
    return firstField[record + 1];
  }

  public FieldType type(int field) {
    return FieldType.ofCode(kinds[field] & TYPE_MASK);
  }

  /** Number of the field's name in {@link #names()}, or -1 if it came with the data. */
  public int nameId(int field) {
    return spans[field * INTS_PER_FIELD + 1] < 0 ? spans[field * INTS_PER_FIELD] : -1;
  }

  /** The array that {@link #nameStart} and {@link #nameEnd} index. */
  public byte[] nameBytes(int field) {
    int id = nameId(field);
    return id >= 0 ? names.utf8(id) : bytes(kinds[field] >> NAME_SHIFT & WHERE_MASK);
  }

  public int nameStart(int field) {
    return nameId(field) >= 0 ? 0 : spans[field * INTS_PER_FIELD];
  }

  public int nameEnd(int field) {
    int id = nameId(field);
    return id >= 0 ? names.utf8(id).length : spans[field * INTS_PER_FIELD + 1];
  }

  /** The array that {@link #start} and {@link #end} index. */
  public byte[] valueBytes(int field) {
    return bytes(kinds[field] >> VALUE_SHIFT & WHERE_MASK);
  }

  public int start(int field) {
    return spans[field * INTS_PER_FIELD + 2];
  }

  public int end(int field) {
    return spans[field * INTS_PER_FIELD + 3];
  }

  /** The array of {@link #IN_SLAB}, {@link #IN_SCRATCH} and so on. */
  public byte[] bytes(int where) {
    return switch (where) {
      case IN_SLAB -> batch.slab();
      case IN_SCRATCH -> scratch;
      case IN_NAMES -> sharedNames;
      default -> constants;
    };
  }

  /** Where in the slab the record's text begins: what the rules saw of it, up to its end. */
  public int textStart(int record) {
    return texts == null || texts[record] == 0 ? batch.start(record) : texts[record];
  }

  public int missed() {
    return missed;
  }

  public int parsed() {
    return records - missed;
  }

  /** How many parsed records left a tail unread. */
  public int withResidue() {
    return withResidue;
  }

  public boolean hasResidue(int record) {
    return residues != null && residues[3 * record] >= 0;
  }

  /** The array that the residue's span indexes; only if {@link #hasResidue}. */
  public byte[] residueBytes(int record) {
    return bytes(residueSlot(record, 0));
  }

  public int residueStart(int record) {
    return residueSlot(record, 1);
  }

  public int residueEnd(int record) {
    return residueSlot(record, 2);
  }

  /** Number of the rule that got furthest on a missed record, or -1 if there are no rules. */
  public int nearestRule(int record) {
    return nearestSlot(record, 0);
  }

  /** Number, within its rule, of the field that did not match. */
  public int nearestField(int record) {
    return nearestSlot(record, 1);
  }

  /** Bytes into the record at which it did not match. */
  public int nearestOffset(int record) {
    return nearestSlot(record, 2);
  }

  /** Bytes of memory that whoever holds these events keeps from being freed. */
  public long heldBytes() {
    return batch.heldBytes()
        + 4L * (rules.length + firstField.length + spans.length)
        + kinds.length
        + scratch.length
        + madeNames
        + (residues == null ? 0 : 4L * residues.length)
        + (texts == null ? 0 : 4L * texts.length)
        + (nearest == null ? 0 : 4L * nearest.length);
  }

  /** The names that are shared, for an excerpt of these events. */
  byte[] sharedNames() {
    return sharedNames;
  }

  /** The bytes that rules bring themselves, for an excerpt of these events. */
  byte[] constants() {
    return constants;
  }

  /** Which array the field's name is in, if it came with the data. */
  int nameWhere(int field) {
    return kinds[field] >> NAME_SHIFT & WHERE_MASK;
  }

  /** Which array the record's residue is in. */
  int residueWhere(int record) {
    return residueSlot(record, 0);
  }

  private int residueSlot(int record, int slot) {
    if (residues == null) {
      throw new IllegalStateException("record " + record + " has no residue");
    }
    return residues[3 * record + slot];
  }

  private int nearestSlot(int record, int slot) {
    if (nearest == null) {
      throw new IllegalStateException("record " + record + " did not miss");
    }
    return nearest[3 * record + slot];
  }

  /** The field's value as text; for people and rare paths. */
  public String text(int field) {
    return new String(
        valueBytes(field), start(field), end(field) - start(field), StandardCharsets.UTF_8);
  }

  /** The field's name as text; for people and rare paths. */
  public String name(int field) {
    int start = nameStart(field);
    return new String(nameBytes(field), start, nameEnd(field) - start, StandardCharsets.UTF_8);
  }

  // ---- writing, record after record

  /** Fields written so far; with {@link #scratchLength()} what {@link #rollBack} returns to. */
  public int fields() {
    return fields;
  }

  public int scratchLength() {
    return scratchLength;
  }

  /** Drops fields and scratch bytes written since then. */
  public void rollBack(int toFields, int toScratch) {
    fields = toFields;
    scratchLength = toScratch;
  }

  /** Adds a field named by number, its value at {@code where[start, end)}. */
  public void add(int nameId, FieldType type, int where, int start, int end) {
    if (fields == kinds.length) {
      grow();
    }
    int at = fields * INTS_PER_FIELD;
    spans[at] = nameId;
    spans[at + 1] = -1;
    spans[at + 2] = start;
    spans[at + 3] = end;
    kinds[fields++] = (byte) (type.code() | where << VALUE_SHIFT);
  }

  /** Adds a field whose name is in the data, at {@code nameWhere[nameStart, nameEnd)}. */
  public void addNamed(
      int nameWhere, int nameStart, int nameEnd, FieldType type, int where, int start, int end) {
    if (fields == kinds.length) {
      grow();
    }
    int at = fields * INTS_PER_FIELD;
    spans[at] = nameStart;
    spans[at + 1] = nameEnd;
    spans[at + 2] = start;
    spans[at + 3] = end;
    kinds[fields++] = (byte) (type.code() | where << VALUE_SHIFT | nameWhere << NAME_SHIFT);
  }

  /** Takes out one field of the record at hand; the ones after it move up. */
  public void remove(int field) {
    int after = fields - field - 1;
    int at = field * INTS_PER_FIELD;
    System.arraycopy(spans, at + INTS_PER_FIELD, spans, at, after * INTS_PER_FIELD);
    System.arraycopy(kinds, field + 1, kinds, field, after);
    fields--;
  }

  /** Marks a field of the record at hand for {@link #removeMarked}; its value is gone. */
  public void mark(int field) {
    spans[field * INTS_PER_FIELD + 2] = -1;
  }

  /** Takes out all marked fields from {@code first} on; the others move up. */
  public void removeMarked(int first) {
    int to = first;
    for (int from = first; from < fields; from++) {
      if (spans[from * INTS_PER_FIELD + 2] >= 0) {
        System.arraycopy(spans, from * INTS_PER_FIELD, spans, to * INTS_PER_FIELD, INTS_PER_FIELD);
        kinds[to++] = kinds[from];
      }
    }
    fields = to;
  }

  /** Gives a field of the record at hand another value. */
  public void replace(int field, FieldType type, int where, int start, int end) {
    int at = field * INTS_PER_FIELD;
    spans[at + 2] = start;
    spans[at + 3] = end;
    int name = kinds[field] & (WHERE_MASK << NAME_SHIFT);
    kinds[field] = (byte) (type.code() | (where << VALUE_SHIFT) | name);
  }

  /** Gives a field of the record at hand another name, at {@code where[start, end)}. */
  public void rename(int field, int where, int start, int end) {
    int at = field * INTS_PER_FIELD;
    spans[at] = start;
    spans[at + 1] = end;
    kinds[field] = (byte) ((kinds[field] & ~(WHERE_MASK << NAME_SHIFT)) | (where << NAME_SHIFT));
  }

  /**
   * Names may be {@link #IN_NAMES} from now on. What names point to there is never written again,
   * and stands at the same place in each later array.
   *
   * @param made how many of its bytes are new memory
   */
  public void shareNames(byte[] names, int made) {
    sharedNames = names;
    madeNames += made;
  }

  /** Where the field's value is: {@link #IN_SLAB}, {@link #IN_SCRATCH}, {@link #IN_CONSTANTS}. */
  public int where(int field) {
    return kinds[field] >> VALUE_SHIFT & WHERE_MASK;
  }

  /** The scratch array with room for {@code need} more bytes from {@link #scratchLength()} on. */
  public byte[] scratch(int need) {
    if (scratch.length - scratchLength < need) {
      scratch = Arrays.copyOf(scratch, Math.max(scratch.length * 2, scratchLength + need));
    }
    return scratch;
  }

  /** Keeps {@code n} bytes just written at {@link #scratchLength()}; returns where they start. */
  public int keepScratch(int n) {
    int start = scratchLength;
    scratchLength += n;
    return start;
  }

  /** The text of the record at hand begins at {@code start} in the slab, behind a header. */
  public void beginText(int start) {
    int[] all = texts;
    if (all == null) {
      all = new int[batch.count()];
      texts = all;
    }
    all[records] = start;
  }

  /** Ends the record at hand: {@code rule} matched it and left nothing. */
  public void parsed(int rule) {
    rules[records++] = rule;
    firstField[records] = fields;
  }

  /** Ends the record at hand: {@code rule} matched it and left {@code where[start, end)} unread. */
  public void parsedWithResidue(int rule, int where, int start, int end) {
    int[] all = residues;
    if (all == null) {
      all = new int[3 * batch.count()];
      Arrays.fill(all, -1);
      residues = all;
    }
    all[3 * records] = where;
    all[3 * records + 1] = start;
    all[3 * records + 2] = end;
    withResidue++;
    parsed(rule);
  }

  /** Ends the record at hand: no rule matched; {@code nearestRule} got furthest. */
  public void missed(int nearestRule, int nearestField, int nearestOffset) {
    int[] all = nearest;
    if (all == null) {
      all = new int[3 * batch.count()];
      nearest = all;
    }
    all[3 * records] = nearestRule;
    all[3 * records + 1] = nearestField;
    all[3 * records + 2] = nearestOffset;
    missed++;
    parsed(MISSED);
  }

  private void grow() {
    spans = Arrays.copyOf(spans, spans.length * 2);
    kinds = Arrays.copyOf(kinds, kinds.length * 2);
  }
}
