package io.spillway.streams.flow;

import io.spillway.streams.ledger.SinkTally;
import java.util.concurrent.CompletionStage;

/** Where a router hands shares over: a lane, or a fake in tests. Thread-safe. */
public interface Outlet {
  /**
   * Hands a share over; from now on its records are on this outlet's account, and it settles the
   * share in every case. The stage completes normally when there is room for the next one.
   */
  CompletionStage<Void> offer(Share share);

  SinkTally tally();
}
