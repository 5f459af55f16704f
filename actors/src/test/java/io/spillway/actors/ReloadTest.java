package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.actors.Supervisor.ChildFactory;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.log.CleanLog;
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
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The steps of a reload, in their order, with probes in the place of sources and lanes. */
class ReloadTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @RegisterExtension final CleanLog log = new CleanLog();

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<Supervisor.Reloaded> reloaded = kit.createTestProbe();
  private final TestProbe<String> steps = kit.createTestProbe();
  private final Map<String, TestProbe<Object>> parts = new HashMap<>();
  private final Map<String, ActorRef<SourceLane.Event>> sources = new HashMap<>();
  private final Map<String, ActorRef<SinkLane.Event>> sinks = new HashMap<>();
  private CompletableFuture<Done> oldWay = new CompletableFuture<>();
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
                    () -> LONG,
                    Map.of("in", source("in")),
                    2,
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
    time.timePasses(Duration.ofSeconds(1));
    part("out").expectMessage(new SinkLane.Relieve());
    oldWay.complete(Done.getInstance());
    part("out").expectMessage(new SinkLane.Complete());
    time.timePasses(Duration.ofSeconds(1));
    part("out").expectMessage(new SinkLane.Relieve());
    steps.expectNoMessage();
    fromSink("out", new SinkLane.Stopped("out", ""));
    steps.expectMessage("lane next begins");
    assertThat(reloaded.receiveMessage().applied()).isTrue();
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
  void changedLaneIsReplacedWhileASourceIsStillReadOutAndARemovedOneIsNot() {
    addLane("gone");
    reload(Map.of(), Set.of("in"), List.of(lane("out", "next")), Set.of("out", "gone"), LONG);
    steps.expectMessage("the new way");
    oldWay.complete(Done.getInstance());
    told("out", SinkLane.Complete.class);
    fromSink("out", new SinkLane.Stopped("out", ""));
    steps.expectMessage("lane next begins");
    reloaded.expectNoMessage();
    fromSource("in", new SourceLane.Drained("in", 0, 0));
    told("gone", SinkLane.Complete.class);
    fromSink("gone", new SinkLane.Stopped("gone", ""));
    assertThat(reloaded.receiveMessage().applied()).isTrue();
  }

  /** A lane that was there before. */
  private void addLane(String sink) {
    reload(Map.of(), Set.of(), List.of(lane(sink, sink)), Set.of(), LONG);
    steps.expectMessage("lane " + sink + " begins");
    steps.expectMessage("the new way");
    oldWay.complete(Done.getInstance());
    assertThat(reloaded.receiveMessage().applied()).isTrue();
    oldWay = new CompletableFuture<>();
  }

  @Test
  void lanesThatDoNotEndInTimeSpillAndASecondReloadIsRefusedMeanwhile() {
    addLane("other");
    reload(Map.of(), Set.of("in"), List.of(), Set.of("out"), Duration.ofMinutes(1));
    reload(Map.of(), Set.of(), List.of(), Set.of(), LONG);
    assertThat(reloaded.receiveMessage().problems())
        .containsExactly("a reload is under way already");
    oldWay.complete(Done.getInstance());
    time.timePasses(Duration.ofMinutes(1));
    told("out", SinkLane.Expire.class);
    part("other").expectMessage(new SinkLane.MakeRoom());
    Supervisor.Reloaded done = reloaded.receiveMessage();
    assertThat(done.applied()).isTrue();
    assertThat(done.problems())
        .containsExactly(
            "sources are still read out, held up by sinks that are full, fail or are paused: in");
    fromSource("in", new SourceLane.Drained("in", 0, 0));
    told("other", SinkLane.HoldBack.class);
    told("out", SinkLane.Complete.class);
    fromSink("out", new SinkLane.Stopped("out", ""));
    awaitNextReload();
  }

  /** The end of a reload that was answered before is told to nobody. */
  private void awaitNextReload() {
    reloaded.awaitAssert(
        () -> {
          reload(Map.of(), Set.of(), List.of(), Set.of(), LONG);
          return assertThat(reloaded.receiveMessage().applied()).isTrue();
        });
  }

  @Test
  void commitThatFailsRefusesTheReloadAndTheNodeGoesOn() {
    log.expect("the new configuration can't be taken");
    commitFails = true;
    reload(Map.of(), Set.of("in"), List.of(lane("b", "b")), Set.of("out"), LONG);
    steps.expectMessage("lane b begins");
    told("b", SinkLane.Complete.class);
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

  /** It is told that; other messages may come before. */
  private void told(String key, Class<?> message) {
    part(key)
        .fishForMessage(
            Duration.ofSeconds(5),
            next ->
                message.isInstance(next)
                    ? FishingOutcomes.complete()
                    : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void drainWaitsForLanesThatAreReplacedWhichEndAtOnce() {
    TestProbe<Receipt> receipt = kit.createTestProbe();
    reload(Map.of(), Set.of(), List.of(lane("out", "next")), Set.of("out"), LONG);
    part("out").expectMessage(new SinkLane.BeginDrain());
    node.tell(new Supervisor.DrainNode("test", Optional.empty(), receipt.ref()));
    told("out", SinkLane.Expire.class);
    part("in").expectNoMessage();
    oldWay.complete(Done.getInstance());
    told("out", SinkLane.Complete.class);
    fromSink("out", new SinkLane.Stopped("out", ""));
    Supervisor.Reloaded done = reloaded.receiveMessage();
    assertThat(done.applied()).isTrue();
    assertThat(done.problems()).containsExactly("the node drains");
    part("in").expectMessage(new SourceLane.Drain());
    fromSource("in", new SourceLane.Drained("in", 0, 0));
    told("next", SinkLane.Complete.class);
    fromSink("next", new SinkLane.Stopped("next", ""));
    assertThat(receipt.receiveMessage(Duration.ofSeconds(10)).cause()).isEqualTo("test");
  }

  @Test
  void drainTakesOverSourcesAndLanesThatAReloadHasNotEnded() {
    TestProbe<Receipt> receipt = kit.createTestProbe();
    reload(Map.of(), Set.of("in"), List.of(), Set.of("out"), LONG);
    part("in").expectMessage(new SourceLane.Drain());
    node.tell(new Supervisor.DrainNode("test", Optional.empty(), receipt.ref()));
    assertThat(reloaded.receiveMessage().problems()).containsExactly("the node drains");
    part("in").expectMessage(new SourceLane.Drain());
    fromSource("in", new SourceLane.Drained("in", 3, 0));
    for (int times = 0; times < 3; times++) { // by the reload, in a hurry, and by the drain
      part("out").expectMessage(new SinkLane.BeginDrain());
    }
    part("out").expectMessage(new SinkLane.Complete());
    fromSink("out", new SinkLane.Stopped("out", ""));
    assertThat(receipt.receiveMessage(Duration.ofSeconds(10)).connectionsCutWhileSending())
        .isEqualTo(3);
  }

  @Test
  void secondSignalExpiresAllLanesEvenWhileTheDrainWaitsForAReload() {
    addLane("other");
    reload(Map.of(), Set.of(), List.of(lane("out", "next")), Set.of("out"), LONG);
    node.tell(new Supervisor.DrainNode("test", Optional.empty(), kit.system().ignoreRef()));
    told("other", SinkLane.BeginDrain.class);
    node.tell(new Supervisor.Hurry("second SIGTERM"));
    told("other", SinkLane.Expire.class);
    told("out", SinkLane.Expire.class);
  }

  @Test
  void allLanesExpireWhenTheDrainsTimePassesWhileItWaitsForAReload() {
    addLane("other");
    reload(Map.of(), Set.of(), List.of(lane("out", "next")), Set.of("out"), LONG);
    Optional<Duration> soon = Optional.of(Duration.ofSeconds(5));
    node.tell(new Supervisor.DrainNode("test", soon, kit.system().ignoreRef()));
    part("other").expectMessage(new SinkLane.BeginDrain());
    part("other").expectNoMessage();
    time.timePasses(Duration.ofSeconds(5));
    part("other").expectMessage(new SinkLane.Expire());
  }

  @Test
  void drainBeginsAlthoughAReloadDoesNotEnd() {
    log.expect("reload did not end: the drain begins without the successors of sinks [out]");
    reload(Map.of(), Set.of(), List.of(lane("out", "next")), Set.of("out"), LONG);
    steps.expectMessage("the new way");
    node.tell(new Supervisor.DrainNode("test", Optional.empty(), kit.system().ignoreRef()));
    told("out", SinkLane.Expire.class);
    part("in").expectNoMessage();
    time.timePasses(Duration.ofSeconds(25));
    part("in").expectMessage(new SourceLane.Drain());
    assertThat(reloaded.receiveMessage().problems()).containsExactly("the node drains");
  }
}
