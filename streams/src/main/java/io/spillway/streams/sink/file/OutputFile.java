package io.spillway.streams.sink.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The few operations of a file that the sink needs; tests put faults behind them. */
interface OutputFile extends Closeable {
  /** How often a path that changes while it is opened is opened. */
  int MOST_TRIES = 3;

  /** Opens or creates a file, its folders and all. */
  interface Opener {
    OutputFile open(Path path) throws IOException;
  }

  /** Bytes of a torn tail that were cut off when it was opened. */
  long repaired();

  long size() throws IOException;

  /** Appends some of what the buffers hold; how many bytes. */
  long write(ByteBuffer[] buffers) throws IOException;

  void truncate(long size) throws IOException;

  void force() throws IOException;

  /** Whether its path still leads to it, as far as can be seen; costs a microsecond or two. */
  boolean isAtPath();

  /**
   * Whether no path leads to it any more, so that what it holds ends with it; slow. Where the
   * number of its names can't be told, whether its own path leads nowhere.
   */
  boolean isDeleted();

  static OutputFile open(Path path) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return openOnce(path, tries == MOST_TRIES);
      } catch (NoSuchFileException e) { // removed or replaced meanwhile
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static OutputFile openOnce(Path path, boolean whateverItIs) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    long repaired;
    @Nullable Object key;
    try (FileChannel whole =
        FileChannel.open(
            path,
            EnumSet.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE))) {
      repaired = TornTail.repair(path, whole);
      key = FileKeys.at(path);
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND);
    try {
      @Nullable Object now = FileKeys.at(path);
      if (!whateverItIs && !Objects.equals(key, now)) {
        throw new NoSuchFileException(path.toString(), null, "replaced while it was opened");
      }
      return new OpenFile(path, channel, now, repaired);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
