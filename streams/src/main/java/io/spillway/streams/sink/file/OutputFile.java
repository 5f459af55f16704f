package io.spillway.streams.sink.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/** The few operations of a file that the sink needs; tests put faults behind them. */
interface OutputFile extends Closeable {
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

  static OutputFile open(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    long repaired;
    try (FileChannel whole =
        FileChannel.open(
            path,
            EnumSet.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE))) {
      repaired = TornTail.repair(path, whole);
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND);
    return new OutputFile() {
      @Override
      public long repaired() {
        return repaired;
      }

      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public long write(ByteBuffer[] buffers) throws IOException {
        return channel.write(buffers);
      }

      @Override
      public void truncate(long size) throws IOException {
        channel.truncate(size);
      }

      @Override
      public void force() throws IOException {
        channel.force(false);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
