package io.spillway.streams.rescue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far a replay is, in {@code recover.lock} beside the rescue files: two slots, written by turns
 * and fdatasynced, each with a sequence and a CRC. Whatever a crash leaves of the slot being
 * written, the other one is whole. One thread.
 */
public final class ReplayCheckpoint implements Closeable {
  static final String NAME = "recover.lock";
  static final int SLOT = 512;

  private final FileChannel file;
  private long sequence;
  private Optional<Position> position = Optional.empty();

  private ReplayCheckpoint(FileChannel file) {
    this.file = file;
  }

  /**
   * A place in a rescue file.
   *
   * @param file its name in the folder
   * @param offset all lines before it are done
   * @param records how many records those were
   */
  public record Position(String file, long offset, long records) {}

  /** Opens it as the last replay left it; slots that are not whole are none. */
  public static ReplayCheckpoint open(Path folder) throws IOException {
    ReplayCheckpoint checkpoint =
        new ReplayCheckpoint(
            FileChannel.open(
                folder.resolve(NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    checkpoint.read(0);
    checkpoint.read(SLOT);
    return checkpoint;
  }

  private void read(long at) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    while (slot.hasRemaining() && file.read(slot, at + slot.position()) > 0) {}
    slot.flip();
    try {
      int length = slot.getInt();
      if (length < 0 || length > SLOT - 2 * Integer.BYTES) {
        return;
      }
      byte[] body = new byte[length];
      slot.get(body);
      if (slot.getInt() == crc(body)) {
        take(ByteBuffer.wrap(body));
      }
    } catch (BufferUnderflowException torn) {
      return;
    }
  }

  private void take(ByteBuffer body) {
    long itsSequence = body.getLong();
    long offset = body.getLong();
    long records = body.getLong();
    if (itsSequence > sequence) {
      sequence = itsSequence;
      String name = StandardCharsets.UTF_8.decode(body).toString();
      position =
          name.isEmpty() ? Optional.empty() : Optional.of(new Position(name, offset, records));
    }
  }

  /** Where the replay is to go on, if one was under way. */
  public Optional<Position> position() {
    return position;
  }

  /** Everything before that place is done. */
  public void write(Position next) throws IOException {
    write(next.file(), next.offset(), next.records());
    position = Optional.of(next);
  }

  /** No file is under way. */
  public void clear() throws IOException {
    write("", 0, 0);
    position = Optional.empty();
  }

  private void write(String name, long offset, long records) throws IOException {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[3 * Long.BYTES + utf8.length];
    ByteBuffer.wrap(body).putLong(++sequence).putLong(offset).putLong(records).put(utf8);
    ByteBuffer slot = ByteBuffer.allocate(body.length + 2 * Integer.BYTES);
    slot.putInt(body.length).put(body).putInt(crc(body)).flip();
    for (long at = sequence % 2 * SLOT; slot.hasRemaining(); ) {
      at += file.write(slot, at);
    }
    file.force(false);
  }

  private static int crc(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
