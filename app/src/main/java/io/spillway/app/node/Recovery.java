package io.spillway.app.node;

import io.spillway.actors.Json;
import io.spillway.actors.ReplayRequest;
import io.spillway.actors.ReplayStatus;
import io.spillway.actors.Rescue;
import io.spillway.actors.Supervisor;
import io.spillway.app.cli.ReplayProgress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code spillway rescue daemon} does with a node without sources: shows its replays, and with
 * {@code --once} begins one and stops the node when that has ended. Asks at intervals, on the actor
 * system's scheduler.
 */
final class Recovery {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorSystem<Supervisor.Command> system;
  private final boolean once;
  private final ReplayProgress progress;

  /** State that was shown last. */
  private volatile String shown = "none";

  /** Whether the one replay has begun. */
  private volatile boolean begun;

  Recovery(ActorSystem<Supervisor.Command> system, RunOptions options, PrintStream out) {
    this.system = system;
    this.once = options.recovery() == RunOptions.Recovery.ONCE;
    PrintStream to = options.json() ? out : options.terminal().orElse(out);
    this.progress =
        ReplayProgress.on(
            new PrintWriter(to, true, StandardCharsets.UTF_8),
            options.json(),
            options.terminal().isPresent());
  }

  /** From now on; {@code stop} is told why the node is to stop. */
  void begin(Consumer<String> stop) {
    system
        .scheduler()
        .scheduleWithFixedDelay(LOOK, LOOK, () -> look(stop), system.executionContext());
  }

  private void look(Consumer<String> stop) {
    if (once && !begun) {
      ReplayRequest all = ReplayRequest.of(List.of(), 0).unattended();
      ask(replyTo -> new Rescue.StartReplay(all, replyTo), answer -> started(answer, stop));
    } else {
      ask(Rescue.GetReplay::new, replay -> seen(replay, stop));
    }
  }

  private void started(ReplayStatus answer, Consumer<String> stop) {
    if (answer.underWay()) {
      begun = true;
    } else if (!answer.stillCounts()) {
      stop.accept(answer.detail());
    }
  }

  private void seen(ReplayStatus replay, Consumer<String> stop) {
    if (replay.underWay()) {
      progress.show(Json.tree(replay));
    } else if (!replay.state().equals("none") && !shown.equals(replay.toString())) {
      progress.end(Json.tree(replay));
      shown = replay.toString();
    }
    if (once && !replay.underWay()) {
      stop.accept("replay " + replay.state());
    }
  }

  private void ask(
      Function<ActorRef<ReplayStatus>, Supervisor.Command> message, Consumer<ReplayStatus> told) {
    AskPattern.ask(system, message, PATIENCE, system.scheduler())
        .whenComplete((answer, late) -> tell(answer, told));
  }

  /** One that came too late is asked for again at the next look. */
  private static void tell(@Nullable ReplayStatus answer, Consumer<ReplayStatus> told) {
    if (answer != null) {
      told.accept(answer);
    }
  }
}
