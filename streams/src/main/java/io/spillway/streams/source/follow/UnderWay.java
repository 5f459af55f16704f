package io.spillway.streams.source.follow;

/**
 * How many batches of a source were read and are not settled; once the source drains, tells when it
 * is none any more. Thread-safe.
 */
final class UnderWay {
  private Runnable whenNone = () -> {};
  private long batches;

  synchronized void begin() {
    batches++;
  }

  void end() {
    Runnable then;
    synchronized (this) {
      batches--;
      then = batches == 0 ? whenNone : () -> {};
    }
    then.run();
  }

  /** From now on {@code whenNone} runs whenever the last one is settled, on that thread. */
  synchronized void whenNone(Runnable then) {
    whenNone = then;
  }
}
