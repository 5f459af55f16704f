package io.spillway.streams.rescue;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.encode.Encoder;
import io.spillway.streams.encode.JsonText;
import io.spillway.streams.encode.OutBuffer;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Outgoing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records as rescue lines, see {@code docs/rescue.md}: one JSON object each, its CRC-32C
 * last. Hot path, measured by {@code JsonEncodeBench}: from spans, no object per record. Not
 * thread-safe; what {@link #group} gave is void after the next {@link #clear}.
 */
public final class RescueEncoder {
  private static final Logger LOG = LoggerFactory.getLogger("data.rescue");
  private static final byte[] HEX = utf8("0123456789abcdef");
  private static final byte[] ID = utf8("{\"id\":\"");
  private static final byte[] B64 = utf8("{\"b64\":\"");
  private static final byte[] B64_END = utf8("\"}");
  private static final byte[] RAW = utf8(",\"raw\":");
  private static final byte[] TEXT = utf8(",\"text\":");
  private static final byte[] FIELDS = utf8(",\"fields\":[");
  private static final byte[] CRC = utf8(",\"crc\":\"");

  /** {@code "text",} and the like, by the type's code. */
  private static final byte[][] TYPES =
      Arrays.stream(FieldTypes.WORDS).map(word -> utf8(",\"" + word + "\"")).toArray(byte[][]::new);

  private static final int LONG_DIGITS = 20;

  private final String sink;
  private final Encoder texts;
  private final OutBuffer out = new OutBuffer();
  private final CRC32C crc = new CRC32C();
  private final QuotedNames names = new QuotedNames();
  private int records;

  /**
   * An encoder for one lane worker.
   *
   * @param texts the lane's own encoder: what the sink was to get of records that are no events
   */
  public RescueEncoder(String sink, Encoder texts) {
    this.sink = sink;
    this.texts = texts;
  }

  /** Begins a new group. */
  public void clear() {
    out.clear();
    records = 0;
  }

  /** All lines written since {@link #clear}. */
  public RescueGroup group(RescueGroup.Place place, boolean last) {
    return new RescueGroup(sink, out.room(0), out.length(), records, place, last);
  }

  /**
   * Writes some of a share's records.
   *
   * @param from number in the share of the first one
   * @param to one past the last one
   * @param attempt attempts that were made
   * @param detail the sink's own words, empty if it had none
   */
  public void add(Share share, int from, int to, Reason reason, int attempt, String detail) {
    Batch batch = share.batch();
    Origin origin = batch.origin();
    byte[] id = unquoted(origin.recordId(0));
    int idLength = id.length - 1;
    byte[] ofBatch =
        utf8(
            "\",\"kind\":\""
                + share.kind().word()
                + "\",\"time\":\""
                + Instant.ofEpochMilli(batch.receivedAtMillis())
                + "\",\"source\":"
                + quoted(origin.source())
                + ",\"connection\":"
                + origin.connection()
                + ",\"peer\":"
                + quoted(origin.peer()));
    byte[] ofGroup =
        utf8(
            ",\"sink\":"
                + quoted(sink)
                + ",\"reason\":\""
                + reason
                + "\",\"attempt\":"
                + attempt
                + (detail.isEmpty() ? "" : ",\"detail\":" + quoted(detail)));
    boolean event = share.kind() == Share.Kind.EVENT || share.kind() == Share.Kind.MONITOR;
    Texts text = event ? Texts.NONE : Texts.of(share, from, to, texts);
    names.begin(share.events());
    for (int i = from; i < to; i++) {
      int record = share.record(i);
      int start = out.length();
      append(ID);
      out.append(id, 0, idLength);
      number(batch.offset(record));
      append(ofBatch);
      rule(share.events(), record);
      append(ofGroup);
      append(RAW);
      exact(batch.slab(), batch.start(record), batch.end(record));
      if (event) {
        fields(share.events(), record);
      } else {
        text(text, i - from, batch, record);
      }
      end(start);
    }
  }

  private void rule(Events events, int record) {
    if (events.rule(record) != Events.MISSED) {
      append(names.ruleMember(events, record));
    }
  }

  /** Left out where it is the record itself. */
  private void text(Texts text, int i, Batch batch, int record) {
    byte[] in = text.bytes();
    int start = text.start(i);
    int end = text.end(i);
    if (start <= end
        && !Arrays.equals(in, start, end, batch.slab(), batch.start(record), batch.end(record))) {
      append(TEXT);
      exact(in, start, end);
    }
  }

  /** Of two fields of one name the later stands, so only that one is kept. */
  private void fields(Events events, int record) {
    int first = events.firstField(record);
    int end = events.endField(record);
    if (first == end) {
      return;
    }
    names.survey(events, first, end);
    append(FIELDS);
    boolean another = false;
    for (int field = first; field < end; field++) {
      if (names.stands(events, field)) {
        field(events, field, record, another);
        another = true;
      }
    }
    append("]");
  }

  private void field(Events events, int field, int record, boolean another) {
    append(another ? ",[" : "[");
    byte[] known = names.quoted(events, field);
    if (known.length > 0) {
      append(known);
    } else {
      exact(events.nameBytes(field), events.nameStart(field), events.nameEnd(field));
    }
    append(TYPES[events.type(field).code()]);
    byte[] in = events.valueBytes(field);
    int start = events.start(field);
    int end = events.end(field);
    Batch batch = events.batch();
    if (in != batch.slab() || start != batch.start(record) || end != batch.end(record)) {
      append(",");
      if (FieldTypes.plain(events.type(field))) {
        out.append(in, start, end);
      } else {
        exact(in, start, end);
      }
    }
    append("]");
  }

  /** Bytes as they came: a string if they are UTF-8, else {@code {"b64":"..."}}. */
  private void exact(byte[] in, int start, int end) {
    byte[] to = out.room(Math.addExact(Math.multiplyExact(6, end - start), 2 + Long.BYTES));
    long written = JsonText.writeCounting(in, start, end, to, out.length());
    if (JsonText.replaced(written) == 0) {
      out.to(JsonText.position(written));
      return;
    }
    append(B64);
    append(Base64.getEncoder().encode(Arrays.copyOfRange(in, start, end)));
    append(B64_END);
  }

  private void number(long value) {
    byte[] to = out.room(LONG_DIGITS);
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int at = out.length() + digits - 1; at >= out.length(); at--) {
      to[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    out.to(out.length() + digits);
  }

  private void end(int start) {
    byte[] line = out.room(CRC.length + 11);
    crc.reset();
    crc.update(line, start, out.length() - start);
    append(CRC);
    int value = (int) crc.getValue();
    int at = out.length();
    for (int shift = 28; shift >= 0; shift -= 4) {
      line[at++] = HEX[value >>> shift & 15];
    }
    line[at++] = '"';
    line[at++] = '}';
    line[at++] = '\n';
    out.to(at);
    records++;
  }

  private void append(byte[] bytes) {
    out.append(bytes, 0, bytes.length);
  }

  private void append(String ascii) {
    byte[] to = out.room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      to[out.length() + i] = (byte) ascii.charAt(i);
    }
    out.to(out.length() + ascii.length());
  }

  private static byte[] unquoted(String text) {
    byte[] in = utf8(text);
    byte[] to = new byte[6 * in.length + Long.BYTES];
    return Arrays.copyOf(to, JsonText.position(JsonText.writeUnquoted(in, 0, in.length, to, 0)));
  }

  private static String quoted(String text) {
    return "\"" + new String(unquoted(text), StandardCharsets.UTF_8) + "\"";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the sink was to get of records that are no events, one after the other. */
  private record Texts(byte[] bytes, long[] ends) {
    static final Texts NONE = new Texts(new byte[0], new long[0]);

    static Texts of(Share share, int from, int to, Encoder encoder) {
      int[] records = new int[to - from];
      for (int i = from; i < to; i++) {
        records[i - from] = share.record(i);
      }
      try {
        return together(share, records, encoder);
      } catch (RuntimeException
          | OutOfMemoryError e) { // which record it was on is found out singly
        return singly(share, records, encoder);
      }
    }

    private static Texts together(Share share, int[] records, Encoder encoder) {
      Outgoing all = encoder.encode(List.of(new Share(share.events(), share.kind(), records)));
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(all.bytes()));
      all.buffers().forEach(buffer -> bytes.put(buffer.duplicate()));
      return new Texts(bytes.array(), Arrays.copyOf(all.ends(), all.count()));
    }

    private static Texts singly(Share share, int[] records, Encoder encoder) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      long[] ends = new long[records.length];
      for (int i = 0; i < records.length; i++) {
        try {
          bytes.writeBytes(together(share, new int[] {records[i]}, encoder).bytes());
        } catch (RuntimeException | OutOfMemoryError e) { // its line has no text, only the record
          LOG.debug("no text for a record that can't be encoded", e);
        }
        ends[i] = bytes.size();
      }
      return new Texts(bytes.toByteArray(), ends);
    }

    int start(int i) {
      return i == 0 ? 0 : (int) ends[i - 1];
    }

    /** Without the record's line feed; before the start if there is no text. */
    int end(int i) {
      return (int) ends[i] - 1;
    }
  }
}
