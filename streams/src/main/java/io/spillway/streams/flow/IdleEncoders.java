package io.spillway.streams.flow;

import io.spillway.streams.encode.Encoder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** A lane's encoders, one for each worker at a time, made when all are in use. Thread-safe. */
final class IdleEncoders {
  private final Supplier<Encoder> made;
  private final Queue<Encoder> idle = new ConcurrentLinkedQueue<>();

  IdleEncoders(Supplier<Encoder> made) {
    this.made = made;
  }

  /** One for the caller alone, until {@link #giveBack}. */
  Encoder take() {
    Encoder free = idle.poll();
    return free == null ? made.get() : free;
  }

  void giveBack(Encoder encoder) {
    idle.add(encoder);
  }
}
