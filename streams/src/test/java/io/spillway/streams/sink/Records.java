package io.spillway.streams.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Encoded records and progress for tests of sinks, without a lane. */
public final class Records {
  private Records() {}

  /** Each line in a buffer of its own, with its newline. */
  public static Outgoing of(String... lines) {
    List<ByteBuffer> buffers = new ArrayList<>();
    long[] ends = new long[lines.length + 3];
    long end = 0;
    for (int i = 0; i < lines.length; i++) {
      byte[] bytes = (lines[i] + "\n").getBytes(StandardCharsets.UTF_8);
      buffers.add(ByteBuffer.wrap(bytes));
      end += bytes.length;
      ends[i] = end;
    }
    return new Outgoing(buffers, ends, lines.length);
  }

  /** Counts, and is abandoned after so many waits. */
  public static final class Watch implements Sink.Progress {
    private int waitsLeft;
    private int delivered;

    public Watch(int waits) {
      this.waitsLeft = waits;
    }

    @Override
    public void delivered(int records) {
      delivered += records;
    }

    @Override
    public boolean abandoned() {
      return waitsLeft <= 0;
    }

    @Override
    public boolean abandonedWithin(Duration wait) {
      return --waitsLeft < 0;
    }

    public int delivered() {
      return delivered;
    }
  }
}
