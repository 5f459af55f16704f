package io.spillway.streams.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Segments on disk behind faults that a test switches on: a full disk, no fsync. */
final class FaultySegments implements SegmentOutput.Opener {
  /** Bytes that may still be written to all files. */
  long room = Long.MAX_VALUE;

  boolean noForce;
  boolean noTruncate;
  int forces;
  int creations;

  @Override
  public SegmentOutput create(Path path) throws IOException {
    creations++;
    return faulty(SegmentOutput.FILES.create(path));
  }

  @Override
  public SegmentOutput open(Path path) throws IOException {
    return faulty(SegmentOutput.FILES.open(path));
  }

  private SegmentOutput faulty(SegmentOutput real) {
    return new SegmentOutput() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        int now = (int) Math.min(room, bytes.remaining());
        boolean all = now == bytes.remaining();
        real.write(bytes.slice(bytes.position(), now), position);
        bytes.position(bytes.limit());
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
