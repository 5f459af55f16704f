package io.spillway.streams.flow;

import java.util.Locale;

/** What a lane is doing. */
public enum LaneState {
  RUNNING,
  /** Its last attempt failed, and it waits for the next one. */
  RETRYING,
  /** It has given up: what comes goes to rescue files until a probe works. */
  RESCUING,
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
