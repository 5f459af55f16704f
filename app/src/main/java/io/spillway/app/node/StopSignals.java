package io.spillway.app.node;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of a running node, caught from the first moment on: TERM and INT stop it, the second one
 * at once; HUP reloads its configuration; USR1 is logged and ignored. A stop that comes before the
 * node is up is kept for it.
 */
public final class StopSignals {
  /**
   * A signal so soon after the first is the same one: {@code timeout} and a terminal's group send
   * it to the process and to its group.
   */
  private static final long SAME_NANOS = Duration.ofMillis(500).toNanos();

  private final LongSupplier nanos;
  private int stops;
  private long firstNanos;
  private String first = "";
  private Optional<Consumer<String>> onFirst = Optional.empty();
  private Optional<Consumer<String>> onNext = Optional.empty();
  private Optional<Consumer<String>> onReload = Optional.empty();

  /** Without handlers. */
  StopSignals(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** As {@link #install()}, with USR1 that stops it too. */
  public static StopSignals installWithUsr1() {
    StopSignals signals = install();
    Signals.install(signals::stop, "USR1");
    return signals;
  }

  /** Installs the handlers; the first thing that a command that runs a node does. */
  public static StopSignals install() {
    StopSignals signals = new StopSignals(System::nanoTime);
    Signals.install(signals::stop, "TERM", "INT");
    Signals.install(signals::reload, "HUP");
    Signals.install(
        name -> log().info("SIG{} ignored: this command has no use for it", name), "USR1");
    return signals;
  }

  /**
   * From now on the node is told.
   *
   * @param first told once, with the signal's name, {@code SIGTERM}
   * @param next told of every further one
   * @param reload told of every HUP
   */
  synchronized void attach(Consumer<String> first, Consumer<String> next, Consumer<String> reload) {
    onReload = Optional.of(reload);
    onFirst = Optional.of(first);
    onNext = Optional.of(next);
    if (stops > 0) {
      first.accept(this.first);
    }
    if (stops > 1) {
      next.accept(this.first);
    }
  }

  private synchronized void reload(String name) {
    onReload.ifPresentOrElse(
        told -> told.accept("SIG" + name),
        () -> log().warn("SIG{} ignored: the node has not started yet", name));
  }

  /** A signal to stop has come. */
  synchronized void stop(String name) {
    String signal = "SIG" + name;
    if (stops > 0 && nanos.getAsLong() - firstNanos < SAME_NANOS) {
      log().info("{} so soon after {} counts as the same", signal, first);
      return;
    }
    if (stops++ == 0) {
      first = signal;
      firstNanos = nanos.getAsLong();
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
