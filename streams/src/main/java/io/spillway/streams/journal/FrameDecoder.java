package io.spillway.streams.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads what {@link FrameEncoder} wrote. */
final class FrameDecoder {
  private FrameDecoder() {}

  /** Whether these are the length and the body that the CRC was made of. */
  static boolean whole(ByteBuffer head, byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(head.array(), head.arrayOffset() + FrameEncoder.LENGTH_AT, 4);
    crc.update(body);
    return (int) crc.getValue() == head.getInt(FrameEncoder.CRC_AT);
  }

  static long sequence(byte[] body) {
    return ByteBuffer.wrap(body).getLong(0);
  }

  static int records(byte[] body) {
    return ByteBuffer.wrap(body).getInt(33);
  }

  static int slabBytes(byte[] body) {
    return ByteBuffer.wrap(body).getInt(37);
  }

  /**
   * The batch, in the body's own array.
   *
   * @throws IOException if the body is none that this version writes
   */
  static Batch batch(String source, byte[] body, Settlement settlement) throws IOException {
    try {
      ByteBuffer in = ByteBuffer.wrap(body);
      in.getLong();
      long receivedAt = in.getLong();
      long connection = in.getLong();
      long offset = in.getLong();
      boolean lines = in.get() == 1;
      int[] bounds = new int[2 * in.getInt()];
      int slab = body.length - in.getInt();
      Origin origin = new Origin(text(in), source, text(in), text(in), connection);
      int end = slab;
      for (int i = 0; i < bounds.length; i += 2) {
        bounds[i] = end + varint(in);
        bounds[i + 1] = bounds[i] + varint(in);
        end = bounds[i + 1];
      }
      if (in.position() != slab || end > body.length) {
        throw new IOException("a frame's records are not where it says");
      }
      return new Batch(
          origin, body, bounds, bounds.length / 2, offset - slab, lines, receivedAt, settlement);
    } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException no) {
      throw new IOException("a frame that this version can't read", no);
    }
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.getShort() & 0xFFFF];
    in.get(text);
    return new String(text, UTF_8);
  }

  private static int varint(ByteBuffer in) {
    int value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
