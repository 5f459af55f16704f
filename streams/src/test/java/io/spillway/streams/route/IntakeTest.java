package io.spillway.streams.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.RuleTally;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.wpl.RuleSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final long ESTIMATE = 10;

  private final ActorSystem system = ActorSystem.create();
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final SourceTally tally = new SourceTally("in");
  private Batch batch = TestBatches.batch(new Settlement(() -> {}), List.of("none yet"));

  @AfterEach
  void stop() {
    TestKit.shutdownActorSystem(system);
  }

  private int take(Intake intake) throws Exception {
    budget.take(ESTIMATE);
    batch = TestBatches.batch(new Settlement(budget, ESTIMATE), List.of("a", "b"));
    batch.settlement().owe();
    tally.accepted(batch.count(), batch.bytes());
    return Source.single(batch)
        .via(intake.flow())
        .runWith(Sink.head(), system)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private Router router() {
    RouteTable.InfraGroups infra =
        new RouteTable.InfraGroups(
            none("default"),
            none("miss"),
            none("residue"),
            none("intercept"),
            none("error"),
            none("monitor"));
    return new Router(
        new RouteTable(
            RuleSet.raw().names().stream().map(RuleTally::new).toList(), List.of(), infra),
        tally);
  }

  private static Group none(String name) {
    return Group.infra(name, List.of());
  }

  @Test
  void whatAParsedBatchHoldsIsInTheAccountUntilItIsSettled() throws Exception {
    assertThat(take(new Intake(new Way(RuleSet.raw()::matcher, router()), 0, Runnable::run)))
        .isEqualTo(2);
    assertThat(budget.used()).isGreaterThan(batch.heldBytes());
    batch.settlement().settled();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aBatchThatTakesTooMuchMemoryOrStackIsRoutedAsFailed() throws Exception {
    for (Error error : List.of(new OutOfMemoryError("test"), new StackOverflowError("test"))) {
      Intake intake =
          new Intake(
              new Way(
                  () -> {
                    throw error;
                  },
                  router()),
              0,
              Runnable::run);
      assertThat(take(intake)).isEqualTo(2);
      assertThat(budget.used()).isEqualTo(ESTIMATE);
      batch.settlement().settled();
      assertThat(budget.used()).isZero();
    }
    assertThat(tally.read().imbalance()).isZero();
  }
}
