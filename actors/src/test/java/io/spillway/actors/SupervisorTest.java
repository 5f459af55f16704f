package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.log.CleanLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SupervisorTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  private final ActorTestKit kit = ActorTestKit.create();
  private final LedgerBook book = new LedgerBook();
  private final TestProbe<SourceLane.Command> source = kit.createTestProbe();
  private final TestProbe<SinkLane.Command> sink = kit.createTestProbe();
  private final TestProbe<Acknowledged> acknowledged = kit.createTestProbe();
  private final AtomicInteger sourceStarts = new AtomicInteger();

  /** Makes the source throw at its next message. */
  private final AtomicBoolean crashes = new AtomicBoolean();

  private ActorRef<SourceLane.Event> sourceReports = kit.system().ignoreRef();
  private ActorRef<SinkLane.Event> sinkReports = kit.system().ignoreRef();
  private ActorRef<Supervisor.Command> node = kit.system().ignoreRef();

  @BeforeEach
  void startNode() {
    TestProbe<String> spawned = kit.createTestProbe();
    Map<String, Supervisor.ChildFactory<SourceLane.Event, SourceLane.Command>> sources =
        Map.of(
            "in",
            parent ->
                Behaviors.setup(
                    context -> {
                      sourceStarts.incrementAndGet();
                      sourceReports = parent;
                      spawned.ref().tell("in");
                      return crashingMonitor();
                    }));
    ReloadPlan.NewLane out =
        new ReloadPlan.NewLane(
            "out",
            0,
            parent -> {
              sinkReports = parent;
              return Behaviors.monitor(SinkLane.Command.class, sink.ref(), Behaviors.ignore());
            });
    node =
        kit.spawn(
            Supervisor.create(
                new Supervisor.Parts(
                    "n1",
                    Instant.EPOCH,
                    Ledger.create(
                        book,
                        "n1",
                        Duration.ofHours(1),
                        Clock.systemUTC(),
                        records -> {},
                        kit.system().ignoreRef()),
                    closing(),
                    () -> Duration.ofMinutes(5),
                    sources,
                    2,
                    List.of(out))));
    spawned.expectMessage("in");
  }

  /** A rescue store that holds nothing. */
  private static Behavior<Rescue.Command> closing() {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof Rescue.Close close) {
            close.replyTo().tell(RescueStatus.UNKNOWN);
          } else if (message instanceof Rescue.GetStatus ask) {
            ask.replyTo().tell(RescueStatus.UNKNOWN);
          } else if (message instanceof Rescue.GetReplay ask) {
            ask.replyTo().tell(ReplayStatus.NONE);
          }
          return Behaviors.same();
        });
  }

  private Behavior<SourceLane.Command> crashingMonitor() {
    return Behaviors.receiveMessage(
        message -> {
          if (crashes.getAndSet(false)) {
            throw new IllegalStateException("crash on purpose");
          }
          source.ref().tell(message);
          return Behaviors.same();
        });
  }

  @AfterEach
  void endKit() {
    kit.shutdownTestKit();
  }

  @Test
  void passesCommandsOnByName() {
    node.tell(new Supervisor.PauseSource("in", acknowledged.ref()));
    source.expectMessage(new SourceLane.Pause(acknowledged.ref()));
    node.tell(new Supervisor.ResumeSource("in", acknowledged.ref()));
    source.expectMessage(new SourceLane.Resume(acknowledged.ref()));
    node.tell(new Supervisor.PauseSink("out", acknowledged.ref()));
    sink.expectMessage(new SinkLane.Pause(acknowledged.ref()));
    node.tell(new Supervisor.ResumeSink("out", acknowledged.ref()));
    sink.expectMessage(new SinkLane.Resume(acknowledged.ref()));
  }

  @Test
  void answersForNamesThatAreNotThereWithThoseThatAre() {
    node.tell(new Supervisor.PauseSource("inn", acknowledged.ref()));
    acknowledged.expectMessage(new Acknowledged(false, "inn", "sources: in"));
    node.tell(new Supervisor.ResumeSink("outt", acknowledged.ref()));
    acknowledged.expectMessage(new Acknowledged(false, "outt", "sinks: out"));
  }

  @Test
  void isReadyWhenEverySourceHasStartedOrFailed() {
    TestProbe<Supervisor.Ready> ready = kit.createTestProbe();
    node.tell(new Supervisor.AwaitStart(ready.ref()));
    ready.expectNoMessage(Duration.ofMillis(50));
    sourceReports.tell(new SourceLane.Started("in", "127.0.0.1:5140"));
    assertThat(ready.receiveMessage())
        .isEqualTo(new Supervisor.Ready(Map.of("in", "127.0.0.1:5140"), List.of()));
  }

  @Test
  void tellsWhenInputHasEndedByItself() {
    TestProbe<Supervisor.InputEnded> ended = kit.createTestProbe();
    node.tell(new Supervisor.AwaitInputEnd(ended.ref()));
    sourceReports.tell(new SourceLane.Started("in", ""));
    ended.expectNoMessage(Duration.ofMillis(50));
    sourceReports.tell(new SourceLane.Finished("in", List.of()));
    assertThat(ended.receiveMessage().problems()).isEmpty();
  }

  @Test
  void givesTheLedger() {
    book.source("in").accepted(5, 50);
    TestProbe<LedgerReading> ledger = kit.createTestProbe();
    node.tell(new Supervisor.GetLedger(ledger.ref()));
    assertThat(ledger.receiveMessage().sources().get(0).accepted()).isEqualTo(5);
  }

  @Test
  void drainsOnceAndTellsEveryoneWhoAskedForIt() {
    TestProbe<Receipt> first = kit.createTestProbe();
    TestProbe<Receipt> second = kit.createTestProbe();
    node.tell(new Supervisor.DrainNode("a", Optional.empty(), first.ref()));
    node.tell(new Supervisor.DrainNode("b", Optional.empty(), second.ref()));
    source.expectMessage(new SourceLane.Drain());
    sink.expectMessage(new SinkLane.BeginDrain());
    sourceReports.tell(new SourceLane.Drained("in", 0, 0));
    sink.expectMessage(new SinkLane.Complete());
    sinkReports.tell(new SinkLane.Stopped("out", ""));
    assertThat(first.receiveMessage().cause()).isEqualTo("a");
    assertThat(second.receiveMessage().cause()).isEqualTo("a");
  }

  @Test
  void sourceThatCrashesIsRestartedUnderItsName() {
    log.expect("crash on purpose");
    crashes.set(true);
    node.tell(new Supervisor.ResumeSource("in", acknowledged.ref()));
    node.tell(new Supervisor.PauseSource("in", acknowledged.ref()));
    source.expectMessage(new SourceLane.Pause(acknowledged.ref()));
    assertThat(sourceStarts).hasValue(2);
  }

  /** Nothing restarts: the guardian ends too, the node's process with it, and no count is lost. */
  @Test
  void drainThatCrashesEndsTheNodeAndKeepsTheCounts() {
    log.expect("long overflow", "death pact with");
    log.allow("Drain$Watch"); // the one of the message that makes it crash
    book.source("in").accepted(5, 50);
    book.source("in").routed(5, 0, 0, 0, 0, 0);
    book.sink("all", "out").offered(5);
    book.sink("all", "out").delivered(2, 20);
    TestProbe<Receipt> receipt = kit.createTestProbe();
    node.tell(new Supervisor.DrainNode("a", Optional.empty(), receipt.ref()));
    sink.expectMessage(new SinkLane.BeginDrain());
    Duration unheardOf = Duration.ofSeconds(Long.MAX_VALUE);
    node.tell(new Supervisor.DrainNode("b", Optional.of(unheardOf), receipt.ref()));
    receipt.expectTerminated(node, Duration.ofSeconds(5));
    receipt.expectNoMessage(Duration.ofMillis(50));
    LedgerReading left = book.read();
    assertThat(left.balanced()).isTrue();
    assertThat(left.closed()).isFalse();
    assertThat(left.sinks().get(0).inFlight()).isEqualTo(3);
  }

  @Test
  void secondSignalHurriesTheDrain() {
    node.tell(new Supervisor.DrainNode("a", Optional.empty(), kit.system().ignoreRef()));
    sink.expectMessage(new SinkLane.BeginDrain());
    node.tell(new Supervisor.Hurry("second SIGTERM"));
    sink.expectMessage(new SinkLane.Expire());
  }

  @Test
  void hurryThatIsFasterThanItsDrainHolds() {
    node.tell(new Supervisor.Hurry("second SIGTERM"));
    node.tell(new Supervisor.DrainNode("a", Optional.empty(), kit.system().ignoreRef()));
    sink.expectMessage(new SinkLane.BeginDrain());
    sink.expectMessage(new SinkLane.Expire());
  }

  @Test
  void sinkThatMayNotFailStopsTheNode() {
    log.expect("sink=out asks the node to stop: disk_full");
    TestProbe<Supervisor.DrainBegun> begun = kit.createTestProbe();
    node.tell(new Supervisor.AwaitDrain(begun.ref()));
    sinkReports.tell(new SinkLane.StopNode("out", "disk_full"));
    sink.expectMessage(new SinkLane.Expire());
    source.expectMessage(new SourceLane.Drain());
    sink.expectMessage(new SinkLane.BeginDrain());
    begun.expectMessage(new Supervisor.DrainBegun("sink out: disk_full"));
    node.tell(new Supervisor.AwaitDrain(begun.ref()));
    begun.expectMessage(new Supervisor.DrainBegun("sink out: disk_full"));
  }
}
