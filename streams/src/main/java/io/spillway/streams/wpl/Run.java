package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import java.util.function.Predicate;

/**
 * What a matcher knows while it works on one record: the input at hand, where fields go, the name
 * of the pair being read, how far rules got, and searches known to be in vain. One per {@link
 * Matcher}, used again for each record; plain fields for speed, which {@code NginxLineBench}
 * measures.
 */
final class Run {
  /** How deep spans within spans keep memories of their own. */
  private static final int LEVELS = 4;

  /** Bytes of names made of several keys that a record may have for each of its own bytes. */
  private static final long NAMES_PER_BYTE = 8;

  /** Bytes of such names that any record may have beyond that. */
  private static final int NAMES_FREE = 64 << 10;

  /** As many for each of its own bytes of paths that wildcards are tried on. */
  private static final long PATHS_PER_BYTE = 2 * NAMES_PER_BYTE;

  private static final byte[] NO_BYTES = new byte[0];

  /** Stands in until the first batch comes. */
  private static final Events NO_EVENTS =
      new Events(
          new Batch(
              new Origin("", "", "", "", 0),
              NO_BYTES,
              new int[2],
              1,
              0,
              false,
              0,
              new Settlement(() -> {})),
          new Names(),
          NO_BYTES,
          0,
          0);

  /** The array that positions index; changes while a value that was decoded is read. */
  byte[] in;

  /** Where {@link #in} is, as {@link Events} numbers it. */
  int where;

  Events events;

  /** The record's first field in {@link #events}. */
  int firstField;

  /** When the record was received, Unix milliseconds. */
  long nowMillis;

  /** Name for fields that take theirs from the data. */
  int nameWhere;

  int nameStart;
  int nameEnd;

  /** Number of the composite field whose value is being read. */
  int reading;

  /** The field that pipes work on, or -1. */
  int active;

  final MemberPath path = new MemberPath();
  final PassingPlaces passing = new PassingPlaces();
  final KnownPlaces known;

  /** Whether fields were found to have one name, or may have. */
  boolean collided;

  /** Counts attempts at rules. */
  private long attempt;

  private int recordLength;

  /** Bytes of paths that wildcards may still be tried on. */
  private long searchLeft;

  /** Bytes of names that the rule at hand may still make. */
  private long namesLeft;

  private byte[] recordIn;
  private int recordStart;

  /** Where the text of the rule at hand ends. */
  int recordEnd;

  /** Where the tail begins that {@link Matcher#attempt} left, or {@link Bytes#NONE}. */
  int residueStart;

  /** How many arrays that an exact value lists the value at hand is in. */
  int free;

  /** How many texts away from the record the input is, and where it left it. */
  private int away;

  private int leftAt;
  private int rule;

  int nearestRule;
  int nearestField;
  int nearestOffset;

  /** Changes with each input, so that what is remembered of another one is void. */
  private long inputNumber;

  private long inputs;

  /** Whether any search of this record is known to be in vain. */
  private boolean anyVain;

  /** How many spans enclose the input. */
  private int level;

  /** For each search of the rules: the input in which it found nothing, and from where. */
  private final long[] vainInput;

  private final int[] vainFrom;

  final Instant8601 time = new Instant8601();
  final ClfMinute minute = new ClfMinute();

  /** The array being written. */
  final ArrayValue.Text text = new ArrayValue.Text();

  final SeenMembers seen;

  /** The brackets that are open. */
  final byte[] brackets = new byte[128];

  /** The IPv6 address at hand, or any other eight numbers. */
  final int[] address = new int[8];

  final KeyCounts keys = new KeyCounts();
  final SpaceRuns runs = new SpaceRuns();

  /**
   * @param givenElsewhere whether fields that no rule gives can have a name
   */
  Run(int searches, int members, Predicate<String> givenElsewhere) {
    this.known = new KnownPlaces(givenElsewhere);
    this.events = NO_EVENTS;
    this.in = NO_BYTES;
    this.recordIn = NO_BYTES;
    this.seen = new SeenMembers(members);
    this.vainInput = new long[searches * LEVELS];
    this.vainFrom = new int[searches * LEVELS];
  }

  void beginRecord(byte[] slab, int start, int end, int firstRule, int itsFirstField) {
    recordLength = end - start;
    searchLeft = PATHS_PER_BYTE * recordLength + NAMES_FREE;
    in = slab;
    where = Events.IN_SLAB;
    recordIn = slab;
    recordStart = start;
    recordEnd = end;
    away = 0;
    firstField = itsFirstField;
    nearestRule = firstRule;
    nearestField = 0;
    nearestOffset = -1;
    path.clear();
    passing.clear();
    level = 0;
    anyVain = false;
    newInput();
  }

  void beginRule(int number) {
    rule = number;
    collided = false;
    attempt++;
    namesLeft = NAMES_PER_BYTE * recordLength + NAMES_FREE;
  }

  /** The rule at hand reads {@code text}, which a step made of the record. */
  void readDecoded(byte[] text, int start, int end) {
    in = text;
    where = Events.IN_SCRATCH;
    recordIn = text;
    recordStart = start;
    recordEnd = end;
    newInput();
  }

  void readRecord(byte[] slab, int start) {
    if (recordIn != slab) {
      in = slab;
      where = Events.IN_SLAB;
      recordIn = slab;
      recordStart = start;
      recordEnd = start + recordLength;
      newInput();
    }
  }

  /**
   * Positions now index {@code bytes}, from {@code start} on. Returns what {@link #leave} wants
   * back.
   *
   * @param outerPosition where the input at hand stood, for the offset of a miss
   */
  long enter(byte[] bytes, int bytesWhere, int start, int outerPosition) {
    if (away > 0 || bytes != recordIn || start < recordStart || start >= recordEnd) {
      leftAt = away == 0 ? outerPosition - recordStart : leftAt;
      away++;
    }
    in = bytes;
    where = bytesWhere;
    return enterSpan();
  }

  /** Back to the input left by {@link #enter}. */
  void leave(byte[] bytes, int bytesWhere, long input) {
    away = Math.max(0, away - 1);
    in = bytes;
    where = bytesWhere;
    leaveSpan(input);
  }

  /** A part of the input is read on its own: a search that fails there may succeed outside. */
  long enterSpan() {
    long outer = inputNumber;
    level++;
    newInput();
    return outer;
  }

  void leaveSpan(long outer) {
    inputNumber = outer;
    level--;
    runs.forget();
  }

  private void newInput() {
    inputNumber = ++inputs;
    runs.forget();
  }

  /** Whether the input at hand is the record, or what the rule's steps made of it. */
  boolean readsRecord() {
    return in == recordIn;
  }

  /** What {@link #readsRecord} asks about. */
  byte[] recordIn() {
    return recordIn;
  }

  int recordStart() {
    return recordStart;
  }

  /** A position in the record, from its begin on. */
  int offset(int at) {
    return at - recordStart;
  }

  /** Notes that {@code field} of the rule at hand did not match at {@code at}. */
  void fail(int field, int at) {
    int offset = away == 0 ? at - recordStart : leftAt;
    if (offset > nearestOffset) {
      nearestOffset = offset;
      nearestField = field;
      nearestRule = rule;
    }
  }

  /** As {@link #fail} of any rule; of those that got equally far the first is told. */
  void failInOrder(int ofRule, int field, int at) {
    int offset = at - recordStart;
    if (offset > nearestOffset || (offset == nearestOffset && ofRule < nearestRule)) {
      nearestOffset = offset;
      nearestField = field;
      nearestRule = ofRule;
    }
  }

  /** What {@link #forgetSince} wants back. */
  long keepNearest() {
    return (long) nearestRule << Integer.SIZE | nearestField;
  }

  /** A field was only tried: how far it got is no miss. */
  void forgetSince(long nearest, int offset) {
    nearestRule = (int) (nearest >> Integer.SIZE);
    nearestField = (int) nearest;
    nearestOffset = offset;
  }

  /** As {@link #fail} of the field whose value is being read: Bytes.NONE. */
  int bad(int at) {
    fail(reading, at);
    return Bytes.NONE;
  }

  /** Whether {@code search} is known to find nothing from {@code from} on. */
  boolean isVain(int search, int from) {
    return anyVain && isNoted(search, from);
  }

  private boolean isNoted(int search, int from) {
    int slot = slot(search);
    return vainInput[slot] == inputNumber && vainFrom[slot] <= from;
  }

  void vain(int search, int from) {
    int slot = slot(search);
    anyVain = true;
    vainInput[slot] = inputNumber;
    vainFrom[slot] = from;
  }

  private int slot(int search) {
    return search * LEVELS + Math.min(level, LEVELS - 1);
  }

  /** Adds a field with the rule's name for it, or with the data's. */
  void emit(Field field, FieldType type, int valueWhere, int start, int end) {
    if (field.nameId >= 0) {
      events.add(field.nameId, type, valueWhere, start, end);
    } else {
      events.addNamed(nameWhere, nameStart, nameEnd, type, valueWhere, start, end);
    }
  }

  /**
   * A field's pipes begin: the active field is the last one, if {@code first} or a later one is.
   */
  void beginPipes(int first) {
    active = events.fields() > first ? events.fields() - 1 : -1;
  }

  /**
   * Whether a name of {@code length} bytes may be made. Names are repeated by each field below
   * them, so without a limit they grow with the square of the record.
   */
  boolean mayMakeName(int length) {
    namesLeft -= length;
    return namesLeft >= 0;
  }

  /** What {@link #takeBackNames} wants back. */
  long namesLeft() {
    return namesLeft;
  }

  /** The names that were made since then are not used. */
  void takeBackNames(long left) {
    namesLeft = left;
  }

  /**
   * Whether wildcards may be tried on a path of {@code length} bytes; the same names are in many
   * paths.
   */
  boolean maySearchPath(int length) {
    searchLeft -= length;
    return searchLeft >= 0;
  }

  /** Adds a field named by {@code place}, which is ordinary; false if names take too much. */
  boolean addAt(JsonPlace place, FieldType type, int start, int end) {
    JsonPlace spelled = place.spelled;
    collided |= spelled.givenIn == attempt;
    spelled.givenIn = attempt;
    namesLeft -= place.charge;
    if (namesLeft < 0) {
      return false;
    }
    events.addNamed(Events.IN_NAMES, place.start, place.end, type, where, start, end);
    return true;
  }

  /** The next field gets the path of {@code place}, or its member's name; false if too much. */
  boolean nameBy(JsonPlace place) {
    JsonPlace spelled = place.spelled;
    if (spelled.givenIn == attempt || place.doubtful) {
      collided = true;
    }
    spelled.givenIn = attempt;
    Field member = place.member;
    if (member != null && member.nameId >= 0) {
      return true;
    }
    if (!mayMakeName(place.charge)) {
      return false;
    }
    if (place.isKept()) {
      nameWhere = Events.IN_NAMES;
      nameStart = place.start;
      nameEnd = place.end;
    } else if (place.inSlab >= 0) {
      nameWhere = Events.IN_SLAB;
      nameStart = place.inSlab;
      nameEnd = nameStart + place.pathLength();
    } else {
      nameByCopy(passing.bytes, place.start, place.end);
    }
    return true;
  }

  /** Makes a copy of {@link #path} the name of the next field; false if that is too much. */
  boolean nameByPath() {
    if (!mayMakeName(path.end - path.start)) {
      return false;
    }
    nameByCopy(path.bytes, path.start, path.end);
    return true;
  }

  private void nameByCopy(byte[] from, int start, int end) {
    byte[] scratch = events.scratch(end - start);
    System.arraycopy(from, start, scratch, events.scratchLength(), end - start);
    nameWhere = Events.IN_SCRATCH;
    nameStart = events.keepScratch(end - start);
    nameEnd = nameStart + end - start;
  }

  /** The array of the name that {@code field}, a listed member, gets. */
  byte[] nameBytes(Field field) {
    return field.nameId >= 0 ? events.names().utf8(field.nameId) : events.bytes(nameWhere);
  }

  int nameStart(Field field) {
    return field.nameId >= 0 ? 0 : nameStart;
  }

  int nameEnd(Field field) {
    return field.nameId >= 0 ? events.names().utf8(field.nameId).length : nameEnd;
  }

  void nameBySpan(int start, int end) {
    nameWhere = where;
    nameStart = start;
    nameEnd = end;
  }
}
