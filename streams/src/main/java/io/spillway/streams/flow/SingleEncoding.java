package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Targets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A take's records encoded each by itself, after encoding them together failed: so those that can't
 * be encoded are found, and do not hold up the others. They are empty in {@link #outgoing()}.
 * Copies every record; for this case only. One worker's.
 */
final class SingleEncoding {
  private final List<ByteBuffer> buffers = new ArrayList<>();
  private final List<Integer> unfit = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final long[] ends;
  private int count;
  private long bytes;
  private String detail = "";

  SingleEncoding(List<Share> shares, Encoder encoder) {
    this.ends = new long[shares.stream().mapToInt(Share::count).sum()];
    for (Share share : shares) {
      for (int i = 0; i < share.count(); i++) {
        add(share, share.record(i), encoder);
      }
    }
  }

  private void add(Share share, int record, Encoder encoder) {
    Outgoing one = encoded(new Share(share.events(), share.kind(), new int[] {record}), encoder);
    if (one != null) {
      ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(one.bytes()));
      one.buffers().forEach(buffer -> copy.put(buffer.duplicate()));
      buffers.add(copy.flip());
      bytes += one.bytes();
      if (one.targets().any()) {
        names.add(one.targets().names().get(one.targets().of()[0]));
      }
    }
    while (!names.isEmpty() && names.size() <= count) {
      names.add(names.get(0)); // an unfit record goes nowhere, but has its place in the row
    }
    ends[count++] = bytes;
  }

  private @Nullable Outgoing encoded(Share one, Encoder encoder) {
    try {
      return encoder.encode(List.of(one));
    } catch (RuntimeException | OutOfMemoryError e) { // this record's end, not the lane's
      if (unfit.isEmpty()) {
        long offset = one.batch().offset(one.record(0));
        detail = "first is " + one.batch().origin().recordId(offset) + ": " + e;
      }
      unfit.add(count);
      return null;
    }
  }

  Outgoing outgoing() {
    int[] each = IntStream.range(0, names.size()).toArray();
    return new Outgoing(buffers, ends, count, new Targets(names, each));
  }

  /** Numbers in the take of the records that can't be encoded, in rising order. */
  List<Integer> unfit() {
    return unfit;
  }

  /** The id of the first unfit record, and what the encoder threw on it. */
  String detail() {
    return detail;
  }
}
