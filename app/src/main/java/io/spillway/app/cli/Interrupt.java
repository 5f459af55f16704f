package io.spillway.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a command that runs until it is stopped say what it did: an interrupted process waits a
 * little until this is closed.
 */
final class Interrupt implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "interrupt");
  private volatile boolean came;
  private volatile @Nullable BaseStream<?, ?> closed;

  private Interrupt() {}

  static Interrupt watch() {
    Interrupt interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** What an interrupt closes, so that the command goes on to its last word. */
  void closes(BaseStream<?, ?> waited) {
    closed = waited;
    if (came) {
      waited.close();
    }
  }

  boolean came() {
    return came;
  }

  /** After the command's last word. */
  @Override
  public void close() {
    done.countDown();
    if (!came) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void interrupted() {
    came = true;
    BaseStream<?, ?> waited = closed;
    if (waited != null) {
      waited.close();
    }
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("spillway: stopped without a summary");
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
