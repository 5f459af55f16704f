package io.spillway.streams.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The few operations of a file that a segment needs; tests put faults behind them. */
interface SegmentOutput extends Closeable {
  /** Makes and opens segments. */
  interface Opener {
    /** A file that was not there. */
    SegmentOutput create(Path path) throws IOException;

    /** A file that is there, for marks. */
    SegmentOutput open(Path path) throws IOException;
  }

  /** On disk. */
  Opener FILES =
      new Opener() {
        @Override
        public SegmentOutput create(Path path) throws IOException {
          return of(
              FileChannel.open(
                  path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
        }

        @Override
        public SegmentOutput open(Path path) throws IOException {
          return of(FileChannel.open(path, StandardOpenOption.WRITE));
        }
      };

  /** Writes all of them there. */
  void write(ByteBuffer bytes, long position) throws IOException;

  void truncate(long size) throws IOException;

  void force() throws IOException;

  private static SegmentOutput of(FileChannel channel) {
    return new SegmentOutput() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
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
