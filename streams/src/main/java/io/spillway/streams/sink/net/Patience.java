package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Work outside a delivery, which ends at a time. */
final class Patience implements Sink.Progress {
  private final long until;

  Patience(Duration time) {
    until = System.nanoTime() + time.toNanos();
  }

  @Override
  public void delivered(int records) {}

  @Override
  public boolean abandoned() {
    return System.nanoTime() - until >= 0;
  }

  @Override
  public boolean abandonedWithin(Duration wait) {
    LockSupport.parkNanos(Math.min(wait.toNanos(), Math.max(0, until - System.nanoTime())));
    return abandoned();
  }
}
