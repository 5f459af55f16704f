package io.spillway.streams.rescue;

import io.spillway.streams.rescue.ReplayCheckpoint.Intent;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.sink.AppendIntent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One of the two states in {@code recover.lock}: length, body, CRC-32C of the body. The body is the
 * form's number, the sequence, the position and the intent; a text is its length and UTF-8.
 *
 * @param sequence the higher one counts
 */
record CheckpointSlot(long sequence, Optional<Position> position, Optional<Intent> intent) {
  /** Room for a file name, and twice the longest path that Linux takes. */
  static final int BYTES = 16 << 10;

  private static final int FORM = 2;

  ByteBuffer bytes() {
    ByteBuffer slot = ByteBuffer.allocate(BYTES);
    slot.putInt(0).putInt(FORM).putLong(sequence);
    put(slot, position);
    put(slot, intent.map(Intent::done));
    intent.map(Intent::append).ifPresent(append -> put(slot, append));
    int end = slot.position();
    slot.putInt(crc(slot.slice(Integer.BYTES, end - Integer.BYTES)));
    return slot.putInt(0, end - Integer.BYTES).flip();
  }

  /** Whether anything was written there that was not taken back. */
  static boolean isUsed(ByteBuffer slot) {
    return slot.remaining() > 0 && (slot.remaining() < Integer.BYTES || slot.getInt() != 0);
  }

  /** Empty if it is not whole. */
  static Optional<CheckpointSlot> read(ByteBuffer slot) {
    try {
      int length = slot.getInt();
      if (length <= 0 || length > slot.remaining() - Integer.BYTES) {
        return Optional.empty();
      }
      ByteBuffer body = slot.slice(slot.position(), length);
      boolean whole = slot.getInt(slot.position() + length) == crc(body.duplicate());
      return whole && body.getInt() == FORM ? Optional.of(body(body)) : Optional.empty();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | InvalidPathException torn) {
      return Optional.empty();
    }
  }

  private static CheckpointSlot body(ByteBuffer from) {
    long sequence = from.getLong();
    Optional<Position> position = position(from);
    Optional<Position> done = position(from);
    return new CheckpointSlot(sequence, position, done.map(at -> new Intent(at, append(from))));
  }

  private static void put(ByteBuffer to, Optional<Position> position) {
    put(to, position.map(Position::file).orElse(""));
    to.putLong(position.map(Position::offset).orElse(0L));
    to.putLong(position.map(Position::records).orElse(0L));
  }

  private static Optional<Position> position(ByteBuffer from) {
    Position read = new Position(text(from), from.getLong(), from.getLong());
    return read.file().isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private static void put(ByteBuffer to, AppendIntent append) {
    put(to, append.path().toString());
    to.putLong(append.inode()).putLong(append.length()).putLong(append.bytes());
    to.putInt(append.crc());
  }

  private static AppendIntent append(ByteBuffer from) {
    return new AppendIntent(
        Path.of(text(from)), from.getLong(), from.getLong(), from.getLong(), from.getInt());
  }

  private static void put(ByteBuffer to, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    to.putInt(utf8.length).put(utf8);
  }

  private static String text(ByteBuffer from) {
    int length = from.getInt();
    ByteBuffer utf8 = from.slice(from.position(), length);
    from.position(from.position() + length);
    return StandardCharsets.UTF_8.decode(utf8).toString();
  }

  private static int crc(ByteBuffer body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }
}
