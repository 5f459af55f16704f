package io.spillway.streams.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a batch as a frame: all but its slab into one growing array, the slab is used where it is.
 * Costs one pass over the slab for the CRC. One thread.
 */
final class FrameEncoder {
  /** Marker, length, CRC and mark. */
  static final int HEAD_BYTES = 20;

  static final int LENGTH_AT = 8;
  static final int CRC_AT = 12;
  static final int MARK_AT = 16;

  /** The mark of a batch that is settled: {@code done}. */
  static final int DONE = 0x646F6E65;

  /** Sequence, time, connection, offset, lines, records, bytes of the slab. */
  static final int FIXED_BYTES = 41;

  private static final int LONGEST_VARINT = 5;

  private final CRC32C crc = new CRC32C();
  private byte[] head = new byte[1 << 12];
  private int at;

  /** Bytes of the frame but for the slab; {@link #head} has them. */
  int encode(long marker, long sequence, Batch batch) {
    Origin origin = batch.origin();
    byte[] node = origin.node().getBytes(UTF_8);
    byte[] stream = origin.stream().getBytes(UTF_8);
    byte[] peer = origin.peer().getBytes(UTF_8);
    int slab = slabBytes(batch);
    room(
        HEAD_BYTES
            + FIXED_BYTES
            + 6
            + node.length
            + stream.length
            + peer.length
            + 2 * LONGEST_VARINT * batch.count());
    ByteBuffer fixed = ByteBuffer.wrap(head).position(HEAD_BYTES);
    fixed.putLong(sequence).putLong(batch.receivedAtMillis()).putLong(origin.connection());
    fixed.putLong(batch.offset(0)).put((byte) (batch.lines() ? 1 : 0)).putInt(batch.count());
    fixed.putInt(slab);
    for (byte[] text : new byte[][] {node, stream, peer}) {
      fixed.putShort((short) text.length).put(text);
    }
    at = fixed.position();
    bounds(batch);
    int body = at - HEAD_BYTES + slab;
    fixed.putLong(0, marker).putInt(LENGTH_AT, body).putInt(MARK_AT, 0);
    crc.reset();
    crc.update(head, LENGTH_AT, 4);
    crc.update(head, HEAD_BYTES, at - HEAD_BYTES);
    crc.update(batch.slab(), batch.start(0), slab);
    fixed.putInt(CRC_AT, (int) crc.getValue());
    return at;
  }

  byte[] head() {
    return head;
  }

  /** From the first record's start to the last one's end, and its line end if it has one. */
  static int slabBytes(Batch batch) {
    return batch.bytes() + (batch.lines() ? 1 : 0);
  }

  /** No frame of that batch is larger. */
  static long mostBytes(Batch batch) {
    return HEAD_BYTES
        + FIXED_BYTES
        + 1024L
        + 2L * LONGEST_VARINT * batch.count()
        + slabBytes(batch);
  }

  private void bounds(Batch batch) {
    int before = batch.start(0);
    for (int i = 0; i < batch.count(); i++) {
      varint(batch.start(i) - before);
      varint(batch.end(i) - batch.start(i));
      before = batch.end(i);
    }
  }

  private void varint(int value) {
    int left = value;
    while (left >= 0x80) {
      head[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    head[at++] = (byte) left;
  }

  private void room(int bytes) {
    if (head.length < bytes) {
      head = Arrays.copyOf(head, Math.max(bytes, 2 * head.length));
    }
  }
}
