package io.spillway.app.node;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node is run.
 *
 * @param batch whether it ends when its input does
 * @param statEvery how often the ledger is printed, if at all
 * @param json whether what is printed is JSON
 * @param terminal where a person watches, if one does
 * @param recovery whether it only brings rescue files back, and how long
 */
public record RunOptions(
    boolean batch,
    Optional<Duration> statEvery,
    boolean json,
    Optional<PrintStream> terminal,
    Recovery recovery) {

  /** Whether and how long a node brings rescue files back and does nothing else. */
  public enum Recovery {
    /** It is a node as any other. */
    NONE,
    /** Until what there is has been tried. */
    ONCE,
    /** Until it is stopped. */
    DAEMON
  }
}
