package io.spillway.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.actors.Ledger;
import io.spillway.actors.ReloadPlan;
import io.spillway.actors.Supervisor;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.log.CleanLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GuardianTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  /** There is no tier 7. */
  private static Supervisor.Parts impossible(ActorSystem<?> system) {
    ReloadPlan.NewLane lane = new ReloadPlan.NewLane("out", 7, parent -> Behaviors.empty());
    return new Supervisor.Parts(
        "n1",
        Instant.EPOCH,
        Ledger.create(
            new LedgerBook(),
            "n1",
            Duration.ofHours(1),
            Clock.systemUTC(),
            records -> {},
            system.ignoreRef()),
        Behaviors.empty(),
        () -> Duration.ofMinutes(5),
        Map.of(),
        1,
        List.of(lane));
  }

  private static Throwable fault(java.util.function.Function<ActorSystem<?>, Supervisor.Parts> make)
      throws Exception {
    CompletableFuture<Supervisor.Parts> made = new CompletableFuture<>();
    ActorSystem<Supervisor.Command> system =
        ActorSystem.create(
            Guardian.create(make, parts -> parts, made), "guardian-test", ConfigFactory.load());
    Throwable fault = made.handle((parts, wrong) -> wrong).get(20, TimeUnit.SECONDS);
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    return fault;
  }

  @Test
  void faultOfTheSupervisorIsToldAndEndsNothingByItself() throws Exception {
    Throwable fault = fault(GuardianTest::impossible);
    assertThat(Guardian.told(fault)).contains("IndexOutOfBounds", "7", " at ");
    assertThat(log.lines()).noneMatch(line -> line.contains("IndexOutOfBounds"));
  }

  @Test
  void faultOfThePartsIsTold() throws Exception {
    Throwable fault =
        fault(
            system -> {
              throw new IllegalStateException("no parts");
            });
    assertThat(Guardian.told(fault)).startsWith("java.lang.IllegalStateException: no parts at ");
  }
}
