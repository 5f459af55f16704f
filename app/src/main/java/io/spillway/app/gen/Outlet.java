package io.spillway.app.gen;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** Where one connection's lines go. Never blocks: it takes what fits, maybe nothing. */
interface Outlet extends Closeable {
  /** Takes bytes from the buffer's position on; {@code block} says where its lines end. */
  void write(ByteBuffer bytes, Block block) throws IOException;

  /** Has the selector wake up when the outlet takes more; by default it always does. */
  default void wakeWhenReady(Selector selector) throws IOException {}

  /** Has the selector no longer wake up. */
  default void rest() {}

  /** Says that no more will come, and sees that what was written is on its way. */
  default void finish() throws IOException {}
}
