package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How a file begins: the first 64 bits of the SHA-256 of its first {@code length} bytes. Tells a
 * file from a later one that was given its inode, and a copy by its content.
 */
record Fingerprint(int length, long hash) {
  static final int MOST_BYTES = 1024;

  static final Fingerprint NONE = of(new byte[0]);

  static Fingerprint of(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Fingerprint(bytes.length, ByteBuffer.wrap(digest).getLong());
    } catch (NoSuchAlgorithmException none) {
      throw new IllegalStateException(none);
    }
  }

  /** Of what is there now. */
  static Fingerprint of(Content content) throws IOException {
    return of(content.bytes(MOST_BYTES, 0));
  }

  /** Whether it covers all it can, so that it will not be taken again. */
  boolean isFull() {
    return length == MOST_BYTES;
  }

  /** Whether a content begins like this. */
  boolean matches(Content content) throws IOException {
    return of(content.bytes(length, 0)).equals(this);
  }
}
