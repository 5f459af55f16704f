package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.log.CleanLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DrainTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  private final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final LedgerBook book = new LedgerBook();
  private final List<String> monitorRecords = new ArrayList<>();
  private final TestProbe<SourceLane.Command> source = kit.createTestProbe();
  private final TestProbe<SinkLane.Command> business = kit.createTestProbe();
  private final TestProbe<SinkLane.Command> miss = kit.createTestProbe();
  private final TestProbe<SinkLane.Command> monitor = kit.createTestProbe();
  private final RescueStatus store =
      new RescueStatus(
          "/data/rescue",
          false,
          0,
          0,
          0,
          0,
          List.of(new RescueStatus.File("/data/rescue/a.dat", "out", "rescued", "closed", 7, 9)));
  private final TestProbe<Receipt> receipt = kit.createTestProbe();

  @AfterEach
  void endKit() {
    kit.shutdownTestKit();
  }

  /** A rescue store that closes its files at once. */
  private static Behavior<Rescue.Command> closing(RescueStatus store) {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof Rescue.Close close) {
            close.replyTo().tell(store);
          }
          return Behaviors.same();
        });
  }

  /** A run that only replayed, as the rescue daemon's. */
  @Test
  void recordsThatAReplayCouldNotDeliverMakeItSafe() {
    book.rescue().found(2);
    book.rescue().replayed(1);
    book.rescue().rejectedInReplay(1);
    book.rejected().rescued(1);
    endAll(drain(Optional.empty()));
    Receipt made = receipt.receiveMessage();
    assertThat(made.verdict()).isEqualTo("safe");
    assertThat(made.exitStatus()).isEqualTo(10);
  }

  @Test
  void recordsThatNobodyCanReadMakeItSafe() {
    book.rescue().found(1);
    book.rescue().setAside(1);
    endAll(drain(Optional.empty()));
    assertThat(receipt.receiveMessage().verdict()).isEqualTo("safe");
  }

  private ActorRef<Drain.Command> drain(Optional<Duration> deadline) {
    ActorRef<Ledger.Command> ledger =
        kit.spawn(
            Ledger.create(
                book,
                "n1",
                Duration.ofHours(1),
                Clock.systemUTC(),
                monitorRecords::addAll,
                kit.system().ignoreRef()));
    Drain.Parts parts =
        new Drain.Parts(
            "n1",
            Instant.EPOCH,
            Map.of("in", source.ref()),
            List.of(lanes("out", business), lanes("miss", miss), lanes("monitor", monitor)),
            ledger,
            kit.spawn(closing(store)),
            Duration.ofMinutes(5));
    ActorRef<Drain.Command> drain = kit.spawn(Drain.create(parts, "test", deadline));
    drain.tell(new Drain.Watch(receipt.ref()));
    return drain;
  }

  private static Map<String, ActorRef<SinkLane.Command>> lanes(
      String name, TestProbe<SinkLane.Command> probe) {
    Map<String, ActorRef<SinkLane.Command>> lanes = new LinkedHashMap<>();
    lanes.put(name, probe.ref());
    return lanes;
  }

  private static Drain.Command stopped(String sink) {
    return new Drain.LaneEvent(new SinkLane.Stopped(sink, ""));
  }

  private static Drain.Command drained(String name) {
    return new Drain.SourceEvent(new SourceLane.Drained(name, 2, 30));
  }

  private void allBegin() {
    source.expectMessage(new SourceLane.Drain());
    business.expectMessage(new SinkLane.BeginDrain());
    miss.expectMessage(new SinkLane.BeginDrain());
    monitor.expectMessage(new SinkLane.BeginDrain());
  }

  @Test
  void endsSourcesThenLanesTierByTierThenMakesTheReceipt() {
    book.source("in").accepted(3, 30);
    book.source("in").routed(3, 0, 0, 0, 0, 0);
    book.group("g").claimed(3, 0);
    book.sink("g", "out").owed(3);
    book.sink("g", "out").offered(3);
    book.sink("g", "out").delivered(3, 30);
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    allBegin();
    business.expectNoMessage(Duration.ofMillis(50));
    drain.tell(drained("in"));
    business.expectMessage(new SinkLane.Complete());
    miss.expectNoMessage(Duration.ofMillis(50));
    drain.tell(stopped("out"));
    miss.expectMessage(new SinkLane.Complete());
    drain.tell(stopped("miss"));
    monitor.expectMessage(new SinkLane.Complete());
    assertThat(monitorRecords).isNotEmpty().last().asString().contains("drain_seconds");
    receipt.expectNoMessage(Duration.ofMillis(50));
    drain.tell(stopped("monitor"));
    Receipt made = receipt.receiveMessage();
    assertThat(made.verdict()).isEqualTo("delivered");
    assertThat(made.exitStatus()).isZero();
    assertThat(made.connectionsCutWhileSending()).isEqualTo(2);
    assertThat(made.bytesLeftUnread()).isEqualTo(30);
    assertThat(made.ledger().closed()).isTrue();
  }

  @Test
  void countsWhatIsLeftAtTheDeadline() {
    book.group("g").claimed(7, 0);
    book.sink("g", "out").owed(7);
    book.sink("g", "out").offered(7);
    ActorRef<Drain.Command> drain = drain(Optional.of(Duration.ofSeconds(60)));
    allBegin();
    drain.tell(drained("in"));
    business.expectMessage(new SinkLane.Complete());
    time.timePasses(Duration.ofSeconds(59));
    business.fishForMessage(
        Duration.ofSeconds(3),
        message -> {
          assertThat(message).isInstanceOf(SinkLane.GetStatus.class);
          return FishingOutcomes.complete();
        });
    time.timePasses(Duration.ofSeconds(1));
    business.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message instanceof SinkLane.Expire
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    book.sink("g", "out").undelivered(7, Reason.DRAIN_DEADLINE);
    drain.tell(stopped("miss"));
    drain.tell(stopped("out"));
    drain.tell(stopped("monitor"));
    Receipt made = receipt.receiveMessage();
    assertThat(made.verdict()).isEqualTo("undelivered");
    assertThat(made.exitStatus()).isEqualTo(20);
    assertThat(made.undelivered()).containsExactly(new Receipt.Left("out", 7));
  }

  @Test
  void filesThatAreLeftMakeItSafe() {
    book.group("g").claimed(7, 0);
    book.sink("g", "out").owed(7);
    book.sink("g", "out").offered(7);
    book.sink("g", "out").rescued(7, Reason.UNAVAILABLE);
    book.rescue().rescued(7);
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    endAll(drain);
    Receipt made = receipt.receiveMessage();
    assertThat(made.verdict()).isEqualTo("safe");
    assertThat(made.exitStatus()).isEqualTo(10);
    assertThat(made.rescueFiles()).isEqualTo(store.files());
  }

  @Test
  void rejectedRecordsOfThisRunMakeItSafeAndOlderOnesDoNot() {
    book.rejected().found(3);
    endAll(drain(Optional.empty()));
    assertThat(receipt.receiveMessage().verdict()).isEqualTo("delivered");
    book.group("g").claimed(1, 0);
    book.sink("g", "out").owed(1);
    book.sink("g", "out").offered(1);
    book.sink("g", "out").rejected(1, Reason.PAYLOAD_REJECTED);
    endAll(drain(Optional.empty()));
    assertThat(receipt.receiveMessage().verdict()).isEqualTo("safe");
  }

  private static void endAll(ActorRef<Drain.Command> drain) {
    drain.tell(drained("in"));
    drain.tell(stopped("out"));
    drain.tell(stopped("miss"));
    drain.tell(stopped("monitor"));
  }

  @Test
  void secondSignalEndsTheWait() {
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    allBegin();
    drain.tell(new Drain.Hurry("second SIGTERM"));
    source.expectMessage(new SourceLane.Expire());
    business.expectMessage(new SinkLane.Expire());
    miss.expectMessage(new SinkLane.Expire());
  }

  @Test
  void monitorLaneHasASecondMoreForTheLastFigures() {
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    allBegin();
    drain.tell(new Drain.Hurry("second SIGTERM"));
    drain.tell(drained("in"));
    drain.tell(stopped("out"));
    drain.tell(stopped("miss"));
    monitor.expectMessage(new SinkLane.Complete());
    monitor.expectNoMessage(Duration.ofMillis(50));
    time.timePasses(Duration.ofSeconds(1));
    monitor.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message instanceof SinkLane.Expire
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void sourceThatHasNotAnsweredIsToldAgain() {
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    allBegin();
    time.timePasses(Duration.ofSeconds(1));
    source.expectMessage(new SourceLane.Drain());
    drain.tell(drained("in"));
    business.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message instanceof SinkLane.Complete
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    time.timePasses(Duration.ofSeconds(1));
    source.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void deadlineThatComesLaterIsTakenAndAnEarlierOneStands() {
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    allBegin();
    drain.tell(new Drain.Deadline(Duration.ofSeconds(5)));
    drain.tell(new Drain.Deadline(Duration.ofSeconds(500)));
    drain.tell(new Drain.Watch(receipt.ref()));
    miss.expectNoMessage(Duration.ofMillis(50));
    time.timePasses(Duration.ofSeconds(5));
    miss.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message instanceof SinkLane.Expire
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void whoeverAsksAfterTheEndGetsTheReceipt() {
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    drain.tell(drained("in"));
    drain.tell(stopped("out"));
    drain.tell(stopped("miss"));
    drain.tell(stopped("monitor"));
    Receipt first = receipt.receiveMessage();
    drain.tell(new Drain.Watch(receipt.ref()));
    assertThat(receipt.receiveMessage()).isEqualTo(first);
  }

  @Test
  void sinkThatDidNotCloseAndRecordsLostByTheNodeMakeItUnsure() {
    book.source("in").note(Reason.NODE_ERROR, 3);
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    drain.tell(drained("in"));
    drain.tell(new Drain.LaneEvent(new SinkLane.Stopped("out", "no space left")));
    drain.tell(stopped("miss"));
    drain.tell(stopped("monitor"));
    Receipt made = receipt.receiveMessage();
    assertThat(made.verdict()).isEqualTo("unsure");
    assertThat(made.exitStatus()).isEqualTo(20);
    assertThat(made.problems()).hasSize(2).first().asString().contains("no space left");
  }

  @Test
  void recordsStillInFlightAreAnImbalance() {
    book.group("g").claimed(1, 0);
    book.sink("g", "out").owed(1);
    book.sink("g", "out").offered(1);
    ActorRef<Drain.Command> drain = drain(Optional.empty());
    drain.tell(drained("in"));
    drain.tell(stopped("out"));
    drain.tell(stopped("miss"));
    drain.tell(stopped("monitor"));
    Receipt made = receipt.receiveMessage();
    assertThat(made.verdict()).isEqualTo("imbalance");
    assertThat(made.exitStatus()).isEqualTo(20);
  }
}
