package io.spillway.app.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that the admin port asks for. A renewed file is taken within a second; one that can't
 * be used is logged, and the old token stays. Keeps and compares digests, so that the time it takes
 * says nothing of the token or its length. Thread-safe.
 */
public final class NodeToken {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.admin");
  private static final FileTime NEVER = FileTime.fromMillis(0);
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final LongSupplier nanos;
  private byte[] digest;
  private FileTime of;
  private long lookAgainNanos;

  public NodeToken(Path file) throws IOException {
    this(file, System::nanoTime);
  }

  NodeToken(Path file, LongSupplier nanos) throws IOException {
    this.file = file;
    this.nanos = nanos;
    this.of = Files.getLastModifiedTime(file);
    this.digest = digest(TokenFile.read(file));
    this.lookAgainNanos = nanos.getAsLong() + LOOK_EVERY_NANOS;
  }

  /** Whether somebody showed the right one. */
  public boolean isRight(String shown) {
    return MessageDigest.isEqual(digest(shown), current());
  }

  private synchronized byte[] current() {
    long now = nanos.getAsLong();
    if (now - lookAgainNanos >= 0) {
      lookAgainNanos = now + LOOK_EVERY_NANOS;
      renew();
    }
    return digest;
  }

  private void renew() {
    try {
      FileTime now = Files.exists(file) ? Files.getLastModifiedTime(file) : NEVER;
      if (!now.equals(of)) {
        digest = digest(TokenFile.read(file));
        of = now;
        LOG.info("token {} taken anew", file);
      }
    } catch (IOException e) {
      LOG.error("token can't be taken anew, the old one stays: {}", e.getMessage());
    }
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
