package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.log.CleanLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  @RegisterExtension final CleanLog log = new CleanLog();

  private final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final LedgerBook book = new LedgerBook();
  private final TestProbe<List<String>> monitor = kit.createTestProbe();
  private final TestProbe<LedgerReading> readings = kit.createTestProbe();
  private volatile boolean monitorFails;
  private volatile NodeStatus status =
      new NodeStatus("running", List.of(), List.of(), RescueStatus.UNKNOWN, ReplayStatus.NONE);

  @AfterEach
  void endKit() {
    kit.shutdownTestKit();
  }

  private ActorRef<Ledger.Command> ledger() {
    Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    return kit.spawn(
        Children.restarting(
            Ledger.create(
                book,
                "n1",
                WINDOW,
                clock,
                records -> {
                  if (monitorFails) {
                    throw new IllegalStateException("crash on purpose");
                  }
                  monitor.ref().tell(records);
                },
                kit.spawn(Behaviors.receiveMessage(this::asked)))));
  }

  /** The node, which says how its parts are. */
  private Behavior<Supervisor.Command> asked(Supervisor.Command command) {
    if (command instanceof Supervisor.GetStatus ask) {
      ask.replyTo().tell(status);
    }
    return Behaviors.same();
  }

  @Test
  void readsTheBook() {
    book.source("in").accepted(3, 30);
    ledger().tell(new Ledger.Read(readings.ref()));
    assertThat(readings.receiveMessage()).isEqualTo(book.read());
  }

  @Test
  void windowBecomesMonitorRecordsAndMissesOneWarning() {
    book.source("in").accepted(4, 40);
    book.source("in").routed(3, 0, 1, 0, 0, 0);
    book.source("in").nearest("/web/a");
    book.sink("web", "out").offered(3);
    ledger();
    time.expectNoMessageFor(WINDOW.minusMillis(1), monitor);
    time.timePasses(Duration.ofMillis(1));
    assertThat(monitor.receiveMessage())
        .hasSize(2)
        .anyMatch(
            line ->
                line.startsWith(
                    "{\"time\":\"2026-01-01T00:00:00Z\",\"node\":\"n1\",\"part\":\"source\""))
        .anyMatch(line -> line.contains("\"part\":\"sink\"") && line.contains("\"offered\":3"));
    time.timePasses(WINDOW);
    monitor.receiveMessage();
    assertThat(log.lines())
        .filteredOn(line -> line.contains("monitor rec miss"))
        .hasSize(1)
        .first()
        .asString()
        .contains("source=in count=1 ratio=0.2500 nearest_rule=/web/a");
  }

  @Test
  void windowHasTheStatesOfLanesRescueFilesAndReplay() {
    book.rescue().found(7);
    SinkStatus lane = new SinkStatus("web", "out", "file", "rescuing", 5, 50, 8, "timeout", -1);
    RescueStatus.File file = new RescueStatus.File("/r/x.dat", "x", "rescued", "closed", 7, 70);
    RescueStatus store = new RescueStatus("/r", false, 70, 930, 12, 3600, List.of(file));
    ReplayStatus replay = new ReplayStatus("running", "", "/r/x.dat", 1, 7, 2, 1, 100, 3);
    status = new NodeStatus("running", List.of(), List.of(lane), store, replay);
    ledger();
    time.timePasses(WINDOW);
    assertThat(monitor.receiveMessage())
        .anyMatch(
            line ->
                line.contains("\"part\":\"lane\"")
                    && line.contains("\"sink\":\"out\"")
                    && line.contains("\"state\":\"rescuing\"")
                    && line.contains("\"pending_records\":5"))
        .anyMatch(
            line ->
                line.contains("\"part\":\"rescue_files\"")
                    && line.contains(
                        "\"counts\":{\"files\":1,\"bytes\":70,\"bytes_left\":930,"
                            + "\"oldest_seconds\":12,\"seconds_left\":3600,\"full\":false}"))
        .anyMatch(
            line ->
                line.contains("\"part\":\"replay\"")
                    && line.contains("\"state\":\"running\"")
                    && line.contains("\"replayed\":2"))
        .hasSize(4);
  }

  @Test
  void windowOfANodeThatDoesNotAnswerHasWhatTheBookHas() {
    book.sink("web", "out").offered(3);
    TestProbe<Supervisor.Command> node = kit.createTestProbe();
    kit.spawn(
        Ledger.create(book, "n1", WINDOW, Clock.systemUTC(), monitor.ref()::tell, node.ref()));
    time.timePasses(WINDOW);
    node.expectMessageClass(Supervisor.GetStatus.class);
    time.timePasses(Duration.ofSeconds(3));
    assertThat(monitor.receiveMessage()).hasSize(1);
  }

  @Test
  void closedWindowIsTheLastOne() {
    book.sink("web", "out").offered(3);
    ActorRef<Ledger.Command> ledger = ledger();
    TestProbe<Ledger.WindowClosed> closed = kit.createTestProbe();
    ledger.tell(new Ledger.CloseWindow(1.5, closed.ref()));
    closed.receiveMessage();
    assertThat(monitor.receiveMessage())
        .singleElement()
        .asString()
        .contains("\"drain_seconds\":1.5");
    time.expectNoMessageFor(WINDOW.multipliedBy(3), monitor);
  }

  @Test
  void crashCostsNoCount() {
    log.expect("crash on purpose");
    book.sink("web", "out").offered(3);
    ActorRef<Ledger.Command> ledger = ledger();
    monitorFails = true;
    time.timePasses(WINDOW);
    ledger.tell(new Ledger.Read(readings.ref()));
    readings.awaitAssert(
        () -> assertThat(log.lines()).anyMatch(line -> line.contains("crash on purpose")));
    monitorFails = false;
    time.timePasses(Duration.ofSeconds(1));
    assertThat(readings.receiveMessage().sinks().get(0).offered()).isEqualTo(3);
    time.timePasses(WINDOW);
    assertThat(monitor.receiveMessage()).hasSize(1);
  }
}
