package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.actors.Supervisor.ChildFactory;
import io.spillway.streams.ledger.LedgerBook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps of a reload, in their order, with probes in the place of sources and lanes. */
class ReloadTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Supervisor.Reloaded> reloaded = kit.createTestProbe();
  private final TestProbe<String> steps = kit.createTestProbe();
  private final Map<String, TestProbe<Object>> parts = new HashMap<>();
  private final Map<String, ActorRef<SourceLane.Event>> sources = new HashMap<>();
  private final Map<String, ActorRef<SinkLane.Event>> sinks = new HashMap<>();
  private final CompletableFuture<Done> oldWay = new CompletableFuture<>();
  private final AtomicInteger undone = new AtomicInteger();
  private boolean commitFails;
  private ActorRef<Supervisor.Command> node = kit.system().ignoreRef();

  @BeforeEach
  void startNode() {
    node =
        kit.spawn(
            Supervisor.create(
                new Supervisor.Parts(
                    "n1",
                    Instant.EPOCH,
                    Ledger.create(
                        new LedgerBook(),
                        "n1",
                        LONG,
                        Clock.systemUTC(),
                        records -> {},
                        kit.system().ignoreRef()),
                    Behaviors.receiveMessage(ReloadTest::closing),
                    LONG,
                    Map.of("in", source("in")),
                    1,
                    List.of(lane("out", "out")))));
    steps.expectMessage("lane out begins");
    steps.expectMessage("source in begins");
  }

  private static Behavior<Rescue.Command> closing(Rescue.Command message) {
    if (message instanceof Rescue.Close close) {
      close.replyTo().tell(RescueStatus.UNKNOWN);
    }
    return Behaviors.same();
  }

  @AfterEach
  void endKit() {
    kit.shutdownTestKit();
  }

  private TestProbe<Object> part(String key) {
    return parts.computeIfAbsent(key, k -> kit.createTestProbe());
  }

  private ChildFactory<SourceLane.Event, SourceLane.Command> source(String key) {
    return parent -> {
      sources.put(key, parent);
      steps.ref().tell("source " + key + " begins");
      return Behaviors.receiveMessage(
          message -> {
            part(key).ref().tell(message);
            return Behaviors.same();
          });
    };
  }

  private ReloadPlan.NewLane lane(String sink, String key) {
    TestProbe<Object> probe = part(key);
    return new ReloadPlan.NewLane(
        sink,
        0,
        parent -> {
          sinks.put(key, parent);
          steps.ref().tell("lane " + key + " begins");
          return Behaviors.receiveMessage(
              message -> {
                probe.ref().tell(message);
                return Behaviors.same();
              });
        });
  }

  private void fromSource(String key, SourceLane.Event event) {
    Objects.requireNonNull(sources.get(key)).tell(event);
  }

  private void fromSink(String key, SinkLane.Event event) {
    Objects.requireNonNull(sinks.get(key)).tell(event);
  }

  private void reload(
      Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> added,
      Set<String> gone,
      List<ReloadPlan.NewLane> lanes,
      Set<String> ending,
      Duration patience) {
    part("in");
    part("more");
    node.tell(
        new Supervisor.ReloadParts(
            new ReloadPlan(
                added,
                Map.of(),
                Set.of(),
                gone,
                lanes,
                ending,
                patience,
                () -> {
                  if (commitFails) {
                    throw new IllegalStateException("on purpose");
                  }
                  steps.ref().tell("the new way");
                  return oldWay;
                },
                undone::incrementAndGet),
            reloaded.ref()));
  }

  @Test
  void changedLaneEndsWhenTheOldWayIsEmptyAndItsSuccessorBeginsThen() {
    reload(Map.of(), Set.of(), List.of(lane("out", "next")), Set.of("out"), LONG);
    steps.expectMessage("the new way");
    part("out").expectMessage(new SinkLane.BeginDrain());
    part("out").fishForMessage(Duration.ofSeconds(5), this::relievedMeanwhile);
    oldWay.complete(Done.getInstance());
    part("out")
        .fishForMessage(
            Duration.ofSeconds(5),
            message ->
                message instanceof SinkLane.Complete
                    ? FishingOutcomes.complete()
                    : FishingOutcomes.continueAndIgnore());
    steps.expectNoMessage();
    fromSink("out", new SinkLane.Stopped("out", ""));
    steps.expectMessage("lane next begins");
    assertThat(reloaded.receiveMessage().applied()).isTrue();
  }

  private FishingOutcome relievedMeanwhile(Object message) {
    assertThat(message).isEqualTo(new SinkLane.Relieve());
    return FishingOutcomes.complete();
  }

  @Test
  void newSourcesBeginFirstAndTakeInputOnlyOnTheNewWay() {
    reload(Map.of("more", source("more")), Set.of("in"), List.of(lane("b", "b")), Set.of(), LONG);
    steps.expectMessage("lane b begins");
    steps.expectMessage("source more begins");
    steps.expectNoMessage();
    fromSource("more", new SourceLane.Started("more", "here"));
    steps.expectMessage("the new way");
    assertThat(part("more").receiveMessage()).isInstanceOf(SourceLane.Resume.class);
    part("in").expectMessage(new SourceLane.Drain());
    oldWay.complete(Done.getInstance());
    reloaded.expectNoMessage();
    fromSource("in", new SourceLane.Drained("in", 0, 0));
    assertThat(reloaded.receiveMessage().applied()).isTrue();
  }

  @Test
  void sourceThatCanNotStartUndoesWhatHadBegun() {
    reload(Map.of("more", source("more")), Set.of("in"), List.of(lane("b", "b")), Set.of(), LONG);
    steps.expectMessage("lane b begins");
    steps.expectMessage("source more begins");
    fromSource("more", new SourceLane.Failed("more", "no port"));
    part("more").expectMessage(new SourceLane.Drain());
    part("b").expectMessage(new SinkLane.BeginDrain());
    fromSource("more", new SourceLane.Drained("more", 0, 0));
    part("b").expectMessage(new SinkLane.Complete());
    fromSink("b", new SinkLane.Stopped("b", ""));
    Supervisor.Reloaded refused = reloaded.receiveMessage();
    assertThat(refused.applied()).isFalse();
    assertThat(refused.problems()).containsExactly("no port");
    assertThat(undone).hasValue(1);
    steps.expectNoMessage();
    part("in").expectNoMessage();
  }

  @Test
  void lanesThatDoNotEndInTimeSpillAndASecondReloadIsRefusedMeanwhile() {
    reload(Map.of(), Set.of(), List.of(), Set.of("out"), Duration.ofMillis(300));
    reload(Map.of(), Set.of(), List.of(), Set.of(), LONG);
    assertThat(reloaded.receiveMessage().problems())
        .containsExactly("a reload is under way already");
    part("out").expectMessage(new SinkLane.BeginDrain());
    part("out").expectMessage(new SinkLane.Expire());
    Supervisor.Reloaded done = reloaded.receiveMessage();
    assertThat(done.applied()).isTrue();
    assertThat(done.problems())
        .containsExactly("records still wait for sinks that are full or paused");
    oldWay.complete(Done.getInstance());
    completed("out");
    fromSink("out", new SinkLane.Stopped("out", ""));
    reload(Map.of(), Set.of(), List.of(), Set.of(), LONG);
    assertThat(reloaded.receiveMessage().applied()).isTrue();
  }

  @Test
  void commitThatFailsRefusesTheReloadAndTheNodeGoesOn() {
    commitFails = true;
    reload(Map.of(), Set.of("in"), List.of(lane("b", "b")), Set.of("out"), LONG);
    steps.expectMessage("lane b begins");
    completed("b");
    fromSink("b", new SinkLane.Stopped("b", ""));
    Supervisor.Reloaded refused = reloaded.receiveMessage();
    assertThat(refused.applied()).isFalse();
    assertThat(refused.problems())
        .containsExactly("a fault: java.lang.IllegalStateException: on purpose");
    assertThat(undone).hasValue(1);
    part("out").expectNoMessage();
    commitFails = false;
    reload(Map.of(), Set.of(), List.of(), Set.of(), LONG);
    oldWay.complete(Done.getInstance());
    assertThat(reloaded.receiveMessage().applied()).isTrue();
  }

  /** The lane is told to end; until then it may be relieved. */
  private void completed(String key) {
    part(key)
        .fishForMessage(
            Duration.ofSeconds(5),
            message ->
                message instanceof SinkLane.Complete
                    ? FishingOutcomes.complete()
                    : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void drainWaitsForTheReloadWhichEndsAtOnce() {
    TestProbe<Receipt> receipt = kit.createTestProbe();
    reload(Map.of(), Set.of(), List.of(), Set.of("out"), LONG);
    part("out").expectMessage(new SinkLane.BeginDrain());
    node.tell(new Supervisor.DrainNode("test", Optional.empty(), receipt.ref()));
    part("out").expectMessage(new SinkLane.BeginDrain());
    part("out").expectMessage(new SinkLane.Expire());
    part("in").expectNoMessage();
    oldWay.complete(Done.getInstance());
    completed("out");
    fromSink("out", new SinkLane.Stopped("out", ""));
    assertThat(reloaded.receiveMessage().applied()).isTrue();
    part("in").expectMessage(new SourceLane.Drain());
    fromSource("in", new SourceLane.Drained("in", 0, 0));
    assertThat(receipt.receiveMessage(Duration.ofSeconds(10)).cause()).isEqualTo("test");
  }
}
