package io.spillway.app.gen;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to, as a program does that is told of rotation: when its path
 * leads elsewhere it is opened anew, at most a tenth of a second later. One thread.
 */
final class GrowingFile implements Closeable {
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final Path path;
  private FileChannel channel;
  private @Nullable Object key;
  private long nextLook;

  GrowingFile(Path path) throws IOException {
    this.path = path;
    this.channel = open();
  }

  private FileChannel open() throws IOException {
    FileChannel opened =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    key = key();
    nextLook = System.nanoTime() + LOOK_NANOS;
    return opened;
  }

  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException moved) {
      return null;
    }
  }

  /** Writes all of it into one file. */
  void write(ByteBuffer bytes) throws IOException {
    long now = System.nanoTime();
    if (now - nextLook >= 0) {
      nextLook = now + LOOK_NANOS;
      if (!Objects.equals(key(), key)) {
        channel.close();
        channel = open();
      }
    }
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
