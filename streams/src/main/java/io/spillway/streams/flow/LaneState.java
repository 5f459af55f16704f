package io.spillway.streams.flow;

import java.util.Locale;

/** What a lane is doing. */
public enum LaneState {
  RUNNING,
  /** Its last attempt failed, and it waits for the next one. */
  RETRYING,
  /** The node stops: what is here goes out, quickly. */
  DRAINING,
  PAUSED,
  /** Nothing is here, and nothing comes any more. */
  STOPPED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
