package io.spillway.streams.rescue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Who holds the lock on {@code .owner} in a rescue folder owns its files; the system lets go of it
 * when the process ends, however it ends. {@code .owner.pid} says who that is.
 */
public final class OwnerLock implements Closeable {
  private static final int TRIES = 5;
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final FileChannel channel;

  private OwnerLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Empty if another process, or another part of this one, has it; a command that only looks
   * whether somebody does has it for a moment, too, so this tries for a while.
   */
  public static Optional<OwnerLock> take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(".owner"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = locked(channel);
    for (int i = 0; i < TRIES && !locked; i++) {
      LockSupport.parkNanos(WAIT_NANOS);
      locked = locked(channel);
    }
    if (!locked) {
      channel.close();
      return Optional.empty();
    }
    Files.writeString(folder.resolve(".owner.pid"), ProcessHandle.current().pid() + "\n");
    return Optional.of(new OwnerLock(channel));
  }

  /** Whether another process has it now; makes nothing. */
  public static boolean isTaken(Path folder) throws IOException {
    Path owner = folder.resolve(".owner");
    if (!Files.exists(owner)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(owner, StandardOpenOption.WRITE)) {
      return !locked(channel);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  /** The process that holds the folder, or held it last; empty if nobody ever did. */
  public static String holder(Path folder) throws IOException {
    Path pid = folder.resolve(".owner.pid");
    if (!Files.exists(pid)) {
      return "";
    }
    try (FileChannel file = FileChannel.open(pid, StandardOpenOption.READ)) {
      ByteBuffer text = ByteBuffer.allocate(32);
      while (text.hasRemaining() && file.read(text) > 0) {}
      return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
