package io.spillway.app.node;

import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of a running node, caught from the first moment on: TERM and INT stop it, the second one
 * at once; HUP and USR1 are logged and ignored. What comes before the node is up is kept for it.
 */
public final class StopSignals {
  private int stops;
  private String first = "";
  private Optional<Consumer<String>> onFirst = Optional.empty();
  private Optional<Consumer<String>> onNext = Optional.empty();

  private StopSignals() {}

  /** As {@link #install()}, with USR1 that stops it too. */
  public static StopSignals installWithUsr1() {
    StopSignals signals = install();
    Signals.install(signals::stop, "USR1");
    return signals;
  }

  /** Installs the handlers; the first thing that a command that runs a node does. */
  public static StopSignals install() {
    StopSignals signals = new StopSignals();
    Signals.install(signals::stop, "TERM", "INT");
    Signals.install(
        name -> log().info("SIG{} ignored: this command has no use for it", name), "HUP", "USR1");
    return signals;
  }

  /**
   * From now on the node is told.
   *
   * @param first told once, with the signal's name, {@code SIGTERM}
   * @param next told of every further one
   */
  synchronized void attach(Consumer<String> first, Consumer<String> next) {
    onFirst = Optional.of(first);
    onNext = Optional.of(next);
    if (stops > 0) {
      first.accept(this.first);
    }
    if (stops > 1) {
      next.accept(this.first);
    }
  }

  private synchronized void stop(String name) {
    String signal = "SIG" + name;
    if (stops++ == 0) {
      first = signal;
      onFirst.ifPresent(told -> told.accept(signal));
    } else {
      onNext.ifPresent(told -> told.accept("second " + signal));
    }
  }

  /** Made late: loggers must not exist before their settings do. */
  private static Logger log() {
    return LoggerFactory.getLogger("ctrl.node");
  }
}
