package io.spillway.streams.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The node's end of one TLS connection, between bytes and bytes. Decrypts all whole TLS records of
 * a read at once, into one array without a copy, since what follows costs per read. Keeps the
 * beginning of a record that was cut, at most 18 KiB. Plain and not thread-safe.
 */
public final class TlsSession {
  private static final byte[] NONE = new byte[0];
  private static final int HEADER_BYTES = 5;
  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 24;
  private static final int LONGEST_RECORD = (16 << 10) + (2 << 10);

  private final SSLEngine engine;
  private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream(0);
  private byte[] cut = NONE;

  /** By how much a TLS record was longer than what it held, the last time. */
  private int overhead;

  private byte[] plain = NONE;
  private int plainBytes;
  private boolean closed;

  /** For an engine that has not begun. */
  public TlsSession(SSLEngine engine) {
    this.engine = engine;
  }

  /**
   * What the whole records of a read and of what was kept before hold; nothing if there are none.
   * Takes the array over. After an exception {@link #takeOutgoing} has the words for the peer.
   */
  public byte[] read(byte[] bytes) throws SSLException {
    int from = cut.length == 0 ? 0 : complete(bytes);
    int end = wholeRecords(bytes, from);
    decrypt(bytes, from, end);
    if (end < bytes.length) {
      cut = cut.length == 0 ? Arrays.copyOfRange(bytes, end, bytes.length) : cut;
    }
    byte[] all = plainBytes == plain.length ? plain : Arrays.copyOf(plain, plainBytes);
    plain = NONE;
    plainBytes = 0;
    return all;
  }

  /** Whether the peer has said that nothing more comes. */
  public boolean isInputOver() {
    return closed || engine.isInboundDone();
  }

  /** Whether the handshake goes on. */
  public boolean isOpening() {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
        || engine.getSession().getProtocol().equals("NONE");
  }

  /** Puts closing words into {@link #takeOutgoing}. */
  public void close() {
    engine.closeOutbound();
    try {
      answer();
    } catch (SSLException e) {
      // It never began, or has failed before: there is nothing to be said.
      outgoing.reset();
    }
  }

  /** What is to be sent to the peer now. */
  public byte[] takeOutgoing() {
    if (outgoing.size() == 0) {
      return NONE;
    }
    byte[] all = outgoing.toByteArray();
    outgoing.reset();
    return all;
  }

  public boolean hasOutgoing() {
    return outgoing.size() > 0;
  }

  // ---- whole records

  /** Completes the record that was cut, and decrypts it; returns where the next one begins. */
  private int complete(byte[] bytes) throws SSLException {
    int taken = 0;
    if (cut.length < HEADER_BYTES) {
      taken = Math.min(HEADER_BYTES - cut.length, bytes.length);
      extend(bytes, 0, taken);
    }
    int length = cut.length < HEADER_BYTES ? HEADER_BYTES : recordBytes(cut, 0);
    int more = Math.min(Math.max(0, length - cut.length), bytes.length - taken);
    extend(bytes, taken, more);
    if (cut.length < length) {
      return bytes.length;
    }
    byte[] whole = cut;
    cut = NONE;
    plain = new byte[room(whole, 0, whole.length) + room(bytes, taken + more, bytes.length)];
    unwrap(ByteBuffer.wrap(whole));
    return taken + more;
  }

  private void extend(byte[] bytes, int from, int n) {
    int length = cut.length;
    cut = Arrays.copyOf(cut, length + n);
    System.arraycopy(bytes, from, cut, length, n);
  }

  /** Where the last whole record ends; the end if what is there are no records. */
  private static int wholeRecords(byte[] bytes, int from) {
    int at = from;
    while (bytes.length - at >= HEADER_BYTES) {
      int length = recordBytes(bytes, at);
      if (length == 0) {
        return bytes.length;
      }
      if (length > bytes.length - at) {
        return at;
      }
      at += length;
    }
    return at;
  }

  /** Of the record that begins there with its header; 0 if none does. */
  private static int recordBytes(byte[] bytes, int at) {
    int length = (bytes[at + 3] & 0xff) << 8 | (bytes[at + 4] & 0xff);
    boolean record = bytes[at] >= FIRST_TYPE && bytes[at] <= LAST_TYPE && length <= LONGEST_RECORD;
    return record ? HEADER_BYTES + length : 0;
  }

  /** What the whole records there are likely to hold. */
  private int room(byte[] bytes, int from, int end) {
    int room = 0;
    for (int at = from; end - at >= HEADER_BYTES; ) {
      int length = recordBytes(bytes, at);
      if (length == 0 || length > end - at) {
        break;
      }
      room += Math.max(0, length - overhead);
      at += length;
    }
    return room;
  }

  // ---- the engine

  private void decrypt(byte[] bytes, int from, int end) throws SSLException {
    if (from < end) {
      if (plain.length == 0) {
        plain = new byte[room(bytes, from, end)];
      }
      unwrap(ByteBuffer.wrap(bytes, from, end - from));
    }
  }

  private void unwrap(ByteBuffer from) throws SSLException {
    try {
      while (from.hasRemaining() && !isInputOver()) {
        ByteBuffer to = ByteBuffer.wrap(plain, plainBytes, plain.length - plainBytes);
        SSLEngineResult result = engine.unwrap(from, to);
        plainBytes += result.bytesProduced();
        if (result.bytesProduced() > 0) {
          overhead = result.bytesConsumed() - result.bytesProduced();
        }
        switch (result.getStatus()) {
          case BUFFER_OVERFLOW ->
              plain = Arrays.copyOf(plain, plainBytes + from.remaining() + LONGEST_RECORD);
          case CLOSED -> closed = true;
          default -> {
            if (result.bytesConsumed() == 0) {
              throw new SSLException("no TLS record");
            }
          }
        }
        answer();
      }
    } catch (SSLException e) {
      engine.closeOutbound();
      answerLast(e);
      throw e;
    }
  }

  /** Does what the handshake asks for until it waits for the peer. */
  private void answer() throws SSLException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
          }
        }
        case NEED_WRAP -> {
          if (!wrap()) {
            return;
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  private void answerLast(SSLException reason) {
    try {
      answer();
    } catch (SSLException e) {
      reason.addSuppressed(e);
    }
  }

  /** Whether it brought anything. */
  private boolean wrap() throws SSLException {
    ByteBuffer to = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), to);
    outgoing.write(to.array(), 0, to.position());
    return result.bytesProduced() > 0 || result.getStatus() == Status.OK;
  }
}
