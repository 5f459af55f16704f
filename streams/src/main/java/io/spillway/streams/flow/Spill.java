package io.spillway.streams.flow;

import io.spillway.streams.flow.Take.Parcel;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueStore;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's way to its rescue files: encodes records as rescue lines and hands them to the store,
 * one group per worker at a time. Thread-safe; encodes on the caller's thread, goes on on the
 * blocking executor.
 */
final class Spill {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.lane");

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
   * Writes a parcel to a file. A fault on the way is a refusal: it is tried again as on a full
   * disk.
   *
   * @param attempt attempts that were made on these records
   * @param last the node drains
   */
  CompletionStage<Outcome> keep(Take take, Parcel parcel, int attempt, Place place, boolean last) {
    RescueEncoder lines;
    try {
      lines = encode(take, parcel, attempt);
    } catch (RuntimeException | OutOfMemoryError e) { // its lines need six times its bytes at most
      return CompletableFuture.completedFuture(refused(e));
    }
    return keep(lines, place, last);
  }

  private RescueEncoder encode(Take take, Parcel parcel, int attempt) {
    RescueEncoder free = idle.poll();
    RescueEncoder encoder = free == null ? encoders.get() : free;
    encoder.clear();
    take.write(parcel, attempt, encoder);
    return encoder;
  }

  private CompletionStage<Outcome> keep(RescueEncoder lines, Place place, boolean last) {
    RescueGroup group = lines.group(place, last);
    return store
        .keep(group)
        .handleAsync(
            (outcome, fault) -> {
              idle.add(lines);
              return fault == null ? outcome : refused(fault);
            },
            blocking);
  }

  private static Outcome refused(Throwable fault) {
    LOG.error("records can't be brought to a rescue file, tried again", fault);
    return Outcome.refused(Reason.NODE_ERROR, fault.toString());
  }

  void recovered(String sink) {
    store.recovered(sink);
  }
}
