package io.spillway.streams.rescue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/** The few operations of a file that a rescue file needs; tests put faults behind them. */
interface RescueOutput extends Closeable {
  /** Makes a file that was not there. */
  interface Opener {
    RescueOutput create(Path path) throws IOException;
  }

  void write(ByteBuffer bytes) throws IOException;

  void truncate(long size) throws IOException;

  void force() throws IOException;

  static RescueOutput create(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    return new RescueOutput() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }

      @Override
      public void truncate(long size) throws IOException {
        channel.truncate(size);
        channel.position(size);
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
