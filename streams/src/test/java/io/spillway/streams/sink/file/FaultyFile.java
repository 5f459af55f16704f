package io.spillway.streams.sink.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Real files with faults on command, each of which strikes once. */
final class FaultyFile implements OutputFile.Opener {
  private long bytesLeft = Long.MAX_VALUE;
  private String writeFault = "";
  private boolean failTruncate;
  private boolean failForce;
  private int forces;
  private Mishap afterWriting = () -> {};
  private int mishaps;

  /** Something that befalls the file. */
  interface Mishap {
    void strike() throws IOException;
  }

  /** After so many of the next writes, each. */
  FaultyFile afterWriting(int times, Mishap mishap) {
    afterWriting = mishap;
    mishaps = times;
    return this;
  }

  FaultyFile failAfterBytes(long bytes, String message) {
    bytesLeft = bytes;
    writeFault = message;
    return this;
  }

  FaultyFile failTruncate() {
    failTruncate = true;
    return this;
  }

  FaultyFile failForce() {
    failForce = true;
    return this;
  }

  int forces() {
    return forces;
  }

  @Override
  public OutputFile open(Path path) throws IOException {
    OutputFile real = OutputFile.open(path);
    return new OutputFile() {
      @Override
      public long repaired() {
        return real.repaired();
      }

      @Override
      public long size() throws IOException {
        return real.size();
      }

      @Override
      public long write(ByteBuffer[] buffers) throws IOException {
        @Nullable ByteBuffer next = null;
        for (ByteBuffer buffer : buffers) {
          if (next == null && buffer.hasRemaining()) {
            next = buffer;
          }
        }
        if (next == null) {
          return 0;
        }
        if (bytesLeft == 0) {
          bytesLeft = Long.MAX_VALUE;
          throw new IOException(writeFault);
        }
        int limit = next.limit();
        next.limit((int) Math.min(limit, next.position() + Math.min(bytesLeft, 1000)));
        long written = real.write(new ByteBuffer[] {next});
        next.limit(limit);
        bytesLeft -= bytesLeft == Long.MAX_VALUE ? 0 : written;
        if (mishaps > 0) {
          mishaps--;
          afterWriting.strike();
        }
        return written;
      }

      @Override
      public void truncate(long size) throws IOException {
        if (failTruncate) {
          failTruncate = false;
          throw new IOException("truncate");
        }
        real.truncate(size);
      }

      @Override
      public void force() throws IOException {
        forces++;
        if (failForce) {
          failForce = false;
          throw new IOException("force");
        }
        real.force();
      }

      @Override
      public boolean isAtPath() {
        return real.isAtPath();
      }

      @Override
      public boolean isDeleted() {
        return real.isDeleted();
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }
}
