package io.spillway.streams.rescue;

import java.util.concurrent.CompletionStage;

/** Where lanes hand their rescue lines to: the Rescue actor, or a fake in tests. Thread-safe. */
public interface RescueStore {
  /** Completes when the lines are fsynced or refused; never exceptionally, never with a timeout. */
  CompletionStage<RescueGroup.Outcome> keep(RescueGroup group);

  /** The sink works again: its file may be closed, so that a replay can have it. */
  void recovered(String sink);
}
