package io.spillway.streams.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.flow.Outlet;
import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.GroupTally;
import io.spillway.streams.ledger.RuleTally;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.wpl.RuleSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
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
    return router(List.of());
  }

  private Router router(List<Group> groups) {
    RouteTable.InfraGroups infra =
        new RouteTable.InfraGroups(
            none("default"),
            none("miss"),
            none("residue"),
            none("intercept"),
            none("error"),
            none("monitor"));
    return new Router(
        new RouteTable(RuleSet.raw().names().stream().map(RuleTally::new).toList(), groups, infra),
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

  @Test
  void aWayThatWasReplacedIsEmptyAlthoughALaneOfItIsFull() throws Exception {
    Full full = new Full(new SinkTally("all", "full"));
    Intake intake = new Intake(way(full), 0, Runnable::run);
    CompletionStage<Integer> first = offer(intake);
    full.asked.get(10, TimeUnit.SECONDS);
    Full next = new Full(new SinkTally("all", "next"));
    intake.change(way(next)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(first.toCompletableFuture()).isNotDone();
    full.room.complete(null);
    assertThat(first.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(full.tally.read().owed()).isEqualTo(2);
    var unused = offer(intake);
    next.asked.get(10, TimeUnit.SECONDS);
    assertThat(full.tally.read().owed()).isEqualTo(2);
    assertThat(tally.read().imbalance()).isZero();
  }

  @Test
  void aBatchThatWasParsedAndNotOfferedYetGoesTheNextWay() throws Exception {
    Full full = new Full(new SinkTally("all", "full"));
    CountDownLatch parsed = new CountDownLatch(2);
    Executor parsing =
        task -> {
          task.run();
          parsed.countDown();
        };
    Intake intake = new Intake(way(full), 2, parsing);
    CompletionStage<List<Integer>> all =
        Source.from(List.of(accepted(), accepted())).via(intake.flow()).runWith(Sink.seq(), system);
    full.asked.get(10, TimeUnit.SECONDS);
    assertThat(parsed.await(10, TimeUnit.SECONDS)).isTrue();
    Full next = new Full(new SinkTally("all", "next"));
    next.room.complete(null);
    intake.change(way(next)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    full.room.complete(null);
    assertThat(all.toCompletableFuture().get(10, TimeUnit.SECONDS)).containsExactly(2, 2);
    assertThat(full.tally.read().owed()).isEqualTo(2);
    assertThat(next.tally.read().owed()).isEqualTo(2);
    assertThat(tally.read().imbalance()).isZero();
  }

  @Test
  void aRouterThatFailsLeavesItsWay() {
    Outlet broken =
        new Outlet() {
          @Override
          public CompletionStage<Void> offer(Share share) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public SinkTally tally() {
            return new SinkTally("all", "broken");
          }
        };
    Intake intake = new Intake(way(broken), 0, Runnable::run);
    assertThat(offer(intake).toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
    assertThat(intake.change(way(broken)).toCompletableFuture()).isCompleted();
  }

  /** Takes shares, and has no room for more until it is given some. */
  private record Full(SinkTally tally, CompletableFuture<Done> asked, CompletableFuture<Void> room)
      implements Outlet {
    Full(SinkTally tally) {
      this(tally, new CompletableFuture<>(), new CompletableFuture<>());
    }

    @Override
    public CompletionStage<Void> offer(Share share) {
      share.batch().settlement().settled();
      asked.complete(Done.getInstance());
      return room;
    }
  }

  private Way way(Outlet outlet) {
    return new Way(RuleSet.raw()::matcher, routerTo(outlet));
  }

  private Router routerTo(Outlet outlet) {
    GroupSink sink = new GroupSink(outlet, null);
    Group all =
        new Group(
            "all", List.of(new Glob("/raw")), null, null, List.of(sink), new GroupTally("all"));
    return router(List.of(all));
  }

  private Batch accepted() {
    Batch next = TestBatches.batch(new Settlement(() -> {}), List.of("a", "b"));
    tally.accepted(next.count(), next.bytes());
    return next;
  }

  private CompletionStage<Integer> offer(Intake intake) {
    return Source.single(accepted()).via(intake.flow()).runWith(Sink.head(), system);
  }
}
