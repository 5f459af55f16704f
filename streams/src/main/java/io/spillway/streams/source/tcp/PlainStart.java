package io.spillway.streams.source.tcp;

import org.apache.pekko.japi.function.Function;
import org.apache.pekko.util.ByteString;

/**
 * Passes on what comes from a socket, unless it begins as TLS does: framed, that would be garbage
 * and a client that waits for ever. Looks at the first read of one connection, in its stream.
 */
final class PlainStart implements Function<ByteString, ByteString> {
  private static final long serialVersionUID = 1;

  private static final int HANDSHAKE = 0x16;
  private static final int MAJOR_VERSION = 3;
  private static final int NEWEST_MINOR_VERSION = 4;
  private static final int CLIENT_HELLO = 1;
  private static final int MOST_BYTES = 1 << 14;

  /** A record's header and the kind of its handshake message. */
  private static final int LOOKED_AT = 6;

  private boolean begun;

  @Override
  public ByteString apply(ByteString bytes) throws TlsOnPlainPort {
    if (!begun) {
      begun = true;
      if (isClientHello(bytes)) {
        throw new TlsOnPlainPort();
      }
    }
    return bytes;
  }

  private static boolean isClientHello(ByteString bytes) {
    if (bytes.length() < LOOKED_AT) {
      return false;
    }
    int length = (bytes.apply(3) & 0xff) << 8 | (bytes.apply(4) & 0xff);
    return bytes.apply(0) == HANDSHAKE
        && bytes.apply(1) == MAJOR_VERSION
        && bytes.apply(2) >= 0
        && bytes.apply(2) <= NEWEST_MINOR_VERSION
        && length > LOOKED_AT
        && length <= MOST_BYTES
        && bytes.apply(5) == CLIENT_HELLO;
  }

  /** The peer asked for TLS; nothing of it is a record. */
  static final class TlsOnPlainPort extends Exception {
    private static final long serialVersionUID = 1;

    TlsOnPlainPort() {
      super("the peer speaks TLS, and the port is plain");
    }
  }
}
