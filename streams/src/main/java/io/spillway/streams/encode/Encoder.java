package io.spillway.streams.encode;

import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import java.util.List;

/**
 * Turns shares into the bytes a sink writes. Not thread-safe: each lane worker has its own. Writes
 * from spans; makes no object per record.
 */
public interface Encoder {
  /** All records of {@code shares}, in order, each ended as the format ends them. */
  Outgoing encode(List<Share> shares);
}
