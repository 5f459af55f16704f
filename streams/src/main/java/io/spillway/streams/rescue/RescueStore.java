package io.spillway.streams.rescue;

import java.util.concurrent.CompletionStage;

/** Where lanes hand their rescue lines to: the Rescue actor, or a fake in tests. Thread-safe. */
public interface RescueStore {
  /**
   * Completes when the lines are fsynced or refused, never with a timeout; not at all if whoever
   * writes them is no more. What is done with the outcome may fail, and then that fails.
   */
  CompletionStage<RescueGroup.Outcome> keep(RescueGroup group);

  /** The sink works again: its file may be closed, so that a replay can have it. */
  void recovered(String sink);
}
