package io.spillway.streams.flow;

import io.spillway.streams.ledger.Reason;

/** Who is told of a lane's life; called from any thread, must not block. */
public interface LaneListener {
  void changed(LaneState from, LaneState to);

  /** The sink failed and its setting is to stop the node. Called once. */
  void stopNode(Reason reason);
}
