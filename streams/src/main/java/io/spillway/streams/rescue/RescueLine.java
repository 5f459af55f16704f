package io.spillway.streams.rescue;

import io.spillway.streams.encode.JsonText;
import io.spillway.streams.encode.OutBuffer;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.JsonCursor.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One rescue line read back: a reader that is pointed at one line after the other, its texts as
 * spans into {@link #bytes()}. Members it does not know are passed over. No object per record; one
 * thread.
 */
public final class RescueLine {
  private static final int SPANS = 11;
  private static final int ID = 0;
  private static final int KIND = 1;
  private static final int TIME = 2;
  private static final int SOURCE = 3;
  private static final int PEER = 4;
  private static final int RULE = 5;
  private static final int SINK = 6;
  private static final int REASON = 7;
  private static final int DETAIL = 8;
  private static final int RAW = 9;
  private static final int TEXT = 10;
  private static final String[] MEMBERS = {
    "id", "kind", "time", "source", "peer", "rule", "sink", "reason", "detail", "raw", "text"
  };
  private static final Share.Kind[] KINDS = Share.Kind.values();

  /** What a member is to those who write the line anew. */
  private static final int PLAIN = 0;

  private static final int OF_ANSWER = 1;
  private static final int OF_SINK = 2;
  private static final int OF_CRC = 3;

  /** Ints per field. */
  private static final int FIELD = 5;

  /** Ints per member. */
  private static final int RANGE = 3;

  private final LineCheck check = new LineCheck();
  private final JsonCursor cursor = new JsonCursor();

  /** Start and end of each text; -1 where there is none. */
  private final int[] spans = new int[2 * SPANS];

  /** Of each field: start and end of its name, type, start and end of its value. */
  private int[] fields = new int[64 * FIELD];

  private int fieldCount;
  private long connection;
  private int attempt;
  private Share.Kind kind = Share.Kind.EVENT;
  private String problem = "";
  private byte[] input = {};

  /** Start and end in the input of each member but the CRC, and what it is. */
  private int[] members = new int[16 * RANGE];

  private int ranges;

  /** Reads {@code in[start, end)}, without its line feed. False if it is bad: {@link #problem}. */
  public boolean read(byte[] in, int start, int end) {
    cursor.forget();
    if (!check.whole(in, start, end)) {
      problem = "its crc is missing or wrong";
      return false;
    }
    return members(in, start, end);
  }

  /** As {@link #read}, of a line that somebody mended: its CRC does not matter. */
  public boolean readMended(byte[] in, int start, int end) {
    cursor.forget();
    return members(in, start, end);
  }

  /** What is wrong with the line last read. */
  public String problem() {
    return problem;
  }

  private boolean members(byte[] in, int start, int end) {
    problem = "";
    Arrays.fill(spans, -1);
    fieldCount = 0;
    connection = 0;
    attempt = 0;
    input = in;
    ranges = 0;
    cursor.begin(in, start, end);
    try {
      cursor.expect('{');
      do {
        int from = cursor.at();
        int what = member();
        keepRange(what, from, cursor.at());
      } while (cursor.skip(','));
      cursor.expect('}');
      if (!cursor.atEnd()) {
        throw new Malformed("something follows the object");
      }
      complete();
    } catch (Malformed wrong) {
      problem = String.valueOf(wrong.getMessage());
    }
    return problem.isEmpty();
  }

  private void keepRange(int what, int from, int to) {
    if (what != OF_CRC) {
      if (members.length == RANGE * ranges) {
        members = Arrays.copyOf(members, 2 * members.length);
      }
      members[RANGE * ranges] = from;
      members[RANGE * ranges + 1] = to;
      members[RANGE * ranges + 2] = what;
      ranges++;
    }
  }

  /**
   * The line read last with another answer and a new CRC, with its line feed; its other members
   * stay as they are.
   */
  public byte[] answered(Reason itsReason, int itsAttempt, String itsDetail) {
    OutBuffer out = without(OF_ANSWER);
    ascii(out, ",\"reason\":\"" + itsReason + "\",\"attempt\":" + itsAttempt);
    if (!itsDetail.isEmpty()) {
      ascii(out, ",\"detail\":");
      quoted(out, itsDetail);
    }
    return LineCheck.sealed(out.room(0), out.length());
  }

  /** The line read last under that sink with a new CRC, with its line feed. */
  byte[] resealed(String itsSink) {
    boolean same = itsSink.equals(sink());
    OutBuffer out = without(same ? OF_CRC : OF_SINK);
    if (!same) {
      ascii(out, ",\"sink\":");
      quoted(out, itsSink);
    }
    return LineCheck.sealed(out.room(0), out.length());
  }

  /** The object, open, without members of that kind. */
  private OutBuffer without(int kindOfMember) {
    OutBuffer out = new OutBuffer();
    String open = "{";
    for (int i = 0; i < ranges; i++) {
      if (members[RANGE * i + 2] != kindOfMember) {
        ascii(out, open);
        out.append(input, members[RANGE * i], members[RANGE * i + 1]);
        open = ",";
      }
    }
    return out;
  }

  private static void quoted(OutBuffer out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] to = out.room(6 * utf8.length + 2 + Long.BYTES);
    out.to(JsonText.write(utf8, 0, utf8.length, to, out.length()));
  }

  private static void ascii(OutBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.append(bytes, 0, bytes.length);
  }

  /** Reads one; what it is. */
  private int member() throws Malformed {
    int start = cursor.length();
    cursor.text();
    int end = cursor.length();
    byte[] name = cursor.decoded();
    cursor.expect(':');
    for (int i = 0; i < MEMBERS.length; i++) {
      if (FieldTypes.spells(name, start, end, MEMBERS[i])) {
        cursor.forgetFrom(start);
        spans[2 * i] = start;
        cursor.text();
        spans[2 * i + 1] = cursor.length();
        return i == REASON || i == DETAIL ? OF_ANSWER : i == SINK ? OF_SINK : PLAIN;
      }
    }
    cursor.forgetFrom(start);
    if (FieldTypes.spells(name, start, end, "fields")) {
      fieldList();
    } else if (FieldTypes.spells(name, start, end, "connection")) {
      connection = cursor.number();
    } else if (FieldTypes.spells(name, start, end, "attempt")) {
      attempt = (int) cursor.number();
      return OF_ANSWER;
    } else {
      boolean crc = FieldTypes.spells(name, start, end, "crc");
      cursor.ignore();
      return crc ? OF_CRC : PLAIN;
    }
    return PLAIN;
  }

  private void fieldList() throws Malformed {
    cursor.expect('[');
    if (cursor.skip(']')) {
      return;
    }
    do {
      field();
    } while (cursor.skip(','));
    cursor.expect(']');
  }

  private void field() throws Malformed {
    if (fields.length == fieldCount * FIELD) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    int at = fieldCount++ * FIELD;
    cursor.expect('[');
    fields[at] = cursor.length();
    cursor.text();
    fields[at + 1] = cursor.length();
    cursor.expect(',');
    int type = cursor.length();
    cursor.text();
    fields[at + 2] = FieldTypes.code(cursor.decoded(), type, cursor.length());
    if (fields[at + 2] < 0) {
      throw new Malformed(
          "a field's type is \""
              + new String(cursor.decoded(), type, cursor.length() - type, StandardCharsets.UTF_8)
              + "\", expected one of "
              + String.join(", ", FieldTypes.WORDS));
    }
    cursor.forgetFrom(type);
    fields[at + 3] = -1;
    if (cursor.skip(',')) {
      fields[at + 3] = type;
      if (FieldTypes.plain(FieldType.ofCode(fields[at + 2]))) {
        cursor.plain();
      } else {
        cursor.text();
      }
      fields[at + 4] = cursor.length();
    }
    cursor.expect(']');
  }

  private void complete() throws Malformed {
    for (int i : new int[] {ID, KIND, TIME, SOURCE, SINK, REASON, RAW}) {
      if (spans[2 * i] < 0) {
        throw new Malformed("has no member " + MEMBERS[i]);
      }
    }
    for (Share.Kind one : KINDS) {
      if (FieldTypes.spells(bytes(), spans[2 * KIND], spans[2 * KIND + 1], one.word())) {
        kind = one;
        return;
      }
    }
    throw new Malformed(
        "kind is \""
            + string(KIND)
            + "\", expected one of "
            + Arrays.stream(KINDS).map(Share.Kind::word).collect(Collectors.joining(", ")));
  }

  /** What all spans point into; void after the next line is read. */
  public byte[] bytes() {
    return cursor.decoded();
  }

  public Share.Kind kind() {
    return kind;
  }

  public String id() {
    return string(ID);
  }

  public int idStart() {
    return spans[2 * ID];
  }

  public int idEnd() {
    return spans[2 * ID + 1];
  }

  /** ISO 8601. */
  public String time() {
    return string(TIME);
  }

  int timeStart() {
    return spans[2 * TIME];
  }

  int timeEnd() {
    return spans[2 * TIME + 1];
  }

  int sourceStart() {
    return spans[2 * SOURCE];
  }

  int sourceEnd() {
    return spans[2 * SOURCE + 1];
  }

  /** Start of the peer; equal to its end if the line has none. */
  int peerStart() {
    return Math.max(0, spans[2 * PEER]);
  }

  int peerEnd() {
    return Math.max(0, spans[2 * PEER + 1]);
  }

  public String source() {
    return string(SOURCE);
  }

  public long connection() {
    return connection;
  }

  public String peer() {
    return string(PEER);
  }

  /** Empty if no rule matched. */
  public String rule() {
    return string(RULE);
  }

  /** Start of the rule's name; equal to its end if no rule matched. */
  int ruleStart() {
    return spans[2 * RULE];
  }

  int ruleEnd() {
    return spans[2 * RULE + 1];
  }

  public String sink() {
    return string(SINK);
  }

  public String reason() {
    return string(REASON);
  }

  public String detail() {
    return string(DETAIL);
  }

  public int attempt() {
    return attempt;
  }

  public int rawStart() {
    return spans[2 * RAW];
  }

  public int rawEnd() {
    return spans[2 * RAW + 1];
  }

  /** What the sink was to get of a record that is no event: the text, or else the record. */
  public int textStart() {
    return spans[2 * (spans[2 * TEXT] < 0 ? RAW : TEXT)];
  }

  public int textEnd() {
    return spans[2 * (spans[2 * TEXT] < 0 ? RAW : TEXT) + 1];
  }

  public int fields() {
    return fieldCount;
  }

  public int nameStart(int field) {
    return fields[field * FIELD];
  }

  public int nameEnd(int field) {
    return fields[field * FIELD + 1];
  }

  public FieldType type(int field) {
    return FieldType.ofCode(fields[field * FIELD + 2]);
  }

  /** A field written without a value is the record itself. */
  public int valueStart(int field) {
    return fields[field * FIELD + 3] < 0 ? rawStart() : fields[field * FIELD + 3];
  }

  public int valueEnd(int field) {
    return fields[field * FIELD + 3] < 0 ? rawEnd() : fields[field * FIELD + 4];
  }

  private String string(int member) {
    int start = spans[2 * member];
    return start < 0
        ? ""
        : new String(bytes(), start, spans[2 * member + 1] - start, StandardCharsets.UTF_8);
  }
}
