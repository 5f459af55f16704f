package io.spillway.streams.sink.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** An open connection to a receiver. Never blocks but in the waits. One thread at a time. */
interface Wire extends Closeable {
  /** Who is at the other end, for people. */
  String peer();

  /** Takes as much as fits now, maybe nothing; how many bytes. */
  int write(ByteBuffer bytes) throws IOException;

  /** Brings to the kernel what {@link #write} took and kept; whether nothing is left. */
  boolean flush() throws IOException;

  /** Waits until more fits, the receiver says something, or so long. */
  void awaitRoom(long millis) throws IOException;

  /** Waits until the receiver says something, or so long. */
  void awaitPeer(long millis) throws IOException;

  /** Drops what the receiver said; whether it has closed its side. */
  boolean ended() throws IOException;

  /** Says that no more will come; false if that could not be said yet. */
  boolean finish() throws IOException;

  /** Bytes that the receiver's system has not acknowledged; empty where this can't be known. */
  OptionalLong unacknowledged();

  @Override
  void close();
}
