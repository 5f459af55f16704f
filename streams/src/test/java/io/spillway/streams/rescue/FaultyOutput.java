package io.spillway.streams.rescue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Files on disk behind faults that a test switches on: full, no fsync, nothing at all. */
final class FaultyOutput implements RescueOutput.Opener {
  /** Bytes that may still be written to all files. */
  long room = Long.MAX_VALUE;

  boolean noForce;
  boolean noTruncate;
  int forces;

  @Override
  public RescueOutput create(Path path) throws IOException {
    RescueOutput real = RescueOutput.create(path);
    return new RescueOutput() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        int now = (int) Math.min(room, bytes.remaining());
        boolean all = now == bytes.remaining();
        real.write(bytes.slice(bytes.position(), now));
        room -= now;
        if (!all) {
          throw new IOException("No space left on device");
        }
      }

      @Override
      public void truncate(long size) throws IOException {
        if (noTruncate) {
          throw new IOException("Input/output error");
        }
        real.truncate(size);
      }

      @Override
      public void force() throws IOException {
        if (noForce) {
          throw new IOException("Input/output error");
        }
        forces++;
        real.force();
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }
}
