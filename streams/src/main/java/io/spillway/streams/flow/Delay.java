package io.spillway.streams.flow;

import java.time.Duration;
import org.apache.pekko.actor.Scheduler;
import scala.concurrent.ExecutionContext;

/** Runs a task later; the clock is whoever gives it, so that tests can hold it. */
public interface Delay {
  void after(Duration wait, Runnable task);

  /** By an actor system's clock. */
  static Delay by(Scheduler scheduler, ExecutionContext context) {
    return (wait, task) -> scheduler.scheduleOnce(wait, task, context);
  }
}
