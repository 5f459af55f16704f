package io.spillway.streams.encode;

import io.spillway.streams.flow.Share;

/**
 * How one format writes a record into an {@link OutBuffer}, without what ends it. One worker's,
 * like the encoder it belongs to; makes no object per record.
 */
interface Body {
  /** Records of this share come next. */
  void begin(Share share);

  /** Writes the share's record of that number in its batch. */
  void write(int record);

  /** All shares of a call are written. */
  default void end() {}
}
