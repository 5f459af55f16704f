package io.spillway.actors;

import io.spillway.streams.route.Intake;
import java.util.Locale;

/**
 * Where a source's actor stands in its life, and what pause, resume and drain make of that and of
 * its {@link Intake}. Used by one actor only; whoever comes after a crash makes a new one.
 */
final class SourceLife {
  private enum State {
    STARTING,
    RUNNING,
    PAUSED,
    FAILED,
    FINISHED,
    DRAINING,
    DRAINED
  }

  private final String source;
  private final Intake intake;
  private State state;

  /** Not by a reload that has not come to its end: that pause is the reload's to end. */
  private boolean pausedAtStart;

  /**
   * @param draining whether the node drains already, so that the source must not start
   */
  SourceLife(String source, Intake intake, boolean draining) {
    this.source = source;
    this.intake = intake;
    this.state = draining ? State.DRAINING : State.STARTING;
  }

  /** Input comes from now on, unless the source is paused or drains. */
  void started() {
    if (!isDraining()) {
      state = intake.paused() ? State.PAUSED : State.RUNNING;
    }
  }

  /** No input can come. A drain goes on. */
  void failed() {
    if (!isDraining()) {
      state = State.FAILED;
    }
  }

  void finished() {
    state = State.FINISHED;
  }

  void drained() {
    state = State.DRAINED;
  }

  boolean isStarting() {
    return state == State.STARTING;
  }

  boolean isFailed() {
    return state == State.FAILED;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** Whether it takes input, or would if it were not paused. */
  boolean isOpen() {
    return state == State.RUNNING || state == State.PAUSED;
  }

  boolean isDraining() {
    return state == State.DRAINING;
  }

  boolean isDrained() {
    return state == State.DRAINED;
  }

  /** One that starts is paused when it has. */
  void pause(SourceLane.Pause pause) {
    if (state == State.RUNNING) {
      intake.pause();
      state = State.PAUSED;
    } else if (state == State.STARTING && !intake.paused()) {
      intake.pause();
      pausedAtStart = true;
    }
    pause.replyTo().tell(new Acknowledged(true, source, word()));
  }

  /** Whether there was a pause to end. */
  boolean resume(SourceLane.Resume resume) {
    boolean goesOn = state == State.PAUSED;
    if (goesOn) {
      state = State.RUNNING;
    }
    if (goesOn || (state == State.STARTING && pausedAtStart)) {
      intake.resume();
      pausedAtStart = false;
    }
    resume.replyTo().tell(new Acknowledged(true, source, word()));
    return goesOn;
  }

  /** A drain begins, and ends a pause; false if one had begun before. */
  boolean beginDrain() {
    if (isDraining() || isDrained()) {
      return false;
    }
    state = State.DRAINING;
    intake.drain();
    return true;
  }

  /** The state as the word that users see. */
  String word() {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
