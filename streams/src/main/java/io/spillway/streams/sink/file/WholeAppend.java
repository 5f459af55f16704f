package io.spillway.streams.sink.file;

import io.spillway.streams.sink.AppendIntent;
import io.spillway.streams.sink.Outgoing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Makes an append whole or nothing over a crash: says before it what is to be there, and after the
 * crash whether it is, or takes back the part that is. For files that nobody else writes to.
 */
public final class WholeAppend {
  private static final int CHUNK = 64 << 10;

  private WholeAppend() {}

  /** What a file of that length is to get. */
  static AppendIntent intent(Path path, long length, Outgoing records) throws IOException {
    CRC32C crc = new CRC32C();
    records.buffers().forEach(buffer -> crc.update(buffer.duplicate()));
    return new AppendIntent(path, inode(path), length, records.bytes(), (int) crc.getValue());
  }

  /** What came of it. */
  public enum Found {
    /** All of it is there. */
    WHOLE,
    /** Some was, and was cut off. */
    CUT_BACK,
    /** Nothing is there, or the file is another one: it was moved, or others write to it. */
    NOTHING
  }

  /** Looks, before anything else is written there. */
  public static Found settle(AppendIntent intent) throws IOException {
    try (FileChannel file =
        FileChannel.open(intent.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = intent.length() + intent.bytes();
      boolean same = intent.inode() == inode(intent.path());
      if (!same || file.size() <= intent.length()) {
        return intent.bytes() == 0 ? Found.WHOLE : Found.NOTHING;
      } else if (file.size() >= end && crc(file, intent.length(), end) == intent.crc()) {
        return Found.WHOLE;
      } else if (file.size() > end) {
        return Found.NOTHING;
      }
      file.truncate(intent.length());
      file.force(true);
      return Found.CUT_BACK;
    } catch (NoSuchFileException gone) {
      return Found.NOTHING;
    }
  }

  private static int crc(FileChannel file, long start, long end) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = start; at < end; ) {
      chunk.clear().limit((int) Math.min(CHUNK, end - at));
      int read = file.read(chunk, at);
      if (read < 0) {
        return (int) ~crc.getValue();
      }
      crc.update(chunk.flip());
      at += read;
    }
    return (int) crc.getValue();
  }

  /** 0 where the system has none. */
  private static long inode(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:ino") instanceof Long number ? number : 0;
    } catch (UnsupportedOperationException | IllegalArgumentException other) {
      return 0;
    }
  }
}
