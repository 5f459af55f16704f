package io.spillway.streams.flow;

import io.spillway.streams.flow.Take.Parcel;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueStore;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A lane's way to its rescue files: encodes records as rescue lines and hands them to the store,
 * one group per worker at a time. Thread-safe; encodes on the caller's thread, goes on on the
 * blocking executor.
 */
final class Spill {
  private final RescueStore store;
  private final Supplier<RescueEncoder> encoders;
  private final Executor blocking;
  private final Queue<RescueEncoder> idle = new ConcurrentLinkedQueue<>();

  Spill(RescueStore store, Supplier<RescueEncoder> encoders, Executor blocking) {
    this.store = store;
    this.encoders = encoders;
    this.blocking = blocking;
  }

  /**
   * Writes a parcel to a file.
   *
   * @param attempt attempts that were made on these records
   * @param last the node drains
   */
  CompletionStage<Outcome> keep(Take take, Parcel parcel, int attempt, Place place, boolean last) {
    return keep(encode(take, parcel, attempt), place, last);
  }

  /** A parcel's lines, to be given to {@link #keep} or {@link #drop}. */
  RescueEncoder encode(Take take, Parcel parcel, int attempt) {
    RescueEncoder free = idle.poll();
    RescueEncoder encoder = free == null ? encoders.get() : free;
    encoder.clear();
    take.write(parcel, attempt, encoder);
    return encoder;
  }

  CompletionStage<Outcome> keep(RescueEncoder lines, Place place, boolean last) {
    RescueGroup group = lines.group(place, last);
    return store
        .keep(group)
        .thenApplyAsync(
            outcome -> {
              idle.add(lines);
              return outcome;
            },
            blocking);
  }

  /** Lines that are not needed after all. */
  void drop(RescueEncoder lines) {
    idle.add(lines);
  }

  void recovered(String sink) {
    store.recovered(sink);
  }
}
