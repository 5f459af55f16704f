package io.spillway.streams.sink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts runs of records out of encoded ones, without copying their bytes, to send them again. */
public final class OutgoingParts {
  private OutgoingParts() {}

  /**
   * Those runs of records.
   *
   * @param runs from and to of each run, in rising order
   */
  public static Outgoing of(Outgoing all, int[] runs) {
    List<ByteBuffer> buffers = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < runs.length; i += 2) {
      count += runs[i + 1] - runs[i];
    }
    long[] ends = new long[count];
    int at = 0;
    long shift = 0;
    for (int i = 0; i < runs.length; i += 2) {
      long start = runs[i] == 0 ? 0 : all.ends()[runs[i] - 1];
      long end = all.ends()[runs[i + 1] - 1];
      for (int record = runs[i]; record < runs[i + 1]; record++) {
        ends[at++] = all.ends()[record] - start + shift;
      }
      shift += end - start;
      cut(all.buffers(), start, end, buffers);
    }
    return new Outgoing(buffers, ends, count, cut(all.targets(), runs, count));
  }

  private static Targets cut(Targets all, int[] runs, int count) {
    if (!all.any()) {
      return all;
    }
    int[] of = new int[count];
    int at = 0;
    for (int i = 0; i < runs.length; i += 2) {
      System.arraycopy(all.of(), runs[i], of, at, runs[i + 1] - runs[i]);
      at += runs[i + 1] - runs[i];
    }
    return new Targets(all.names(), of);
  }

  private static void cut(List<ByteBuffer> from, long start, long end, List<ByteBuffer> to) {
    long before = 0;
    for (ByteBuffer buffer : from) {
      long cutStart = Math.max(start - before, 0);
      long cutEnd = Math.min(end - before, buffer.remaining());
      if (cutStart < cutEnd) {
        to.add(buffer.slice(buffer.position() + (int) cutStart, (int) (cutEnd - cutStart)));
      }
      before += buffer.remaining();
    }
  }
}
