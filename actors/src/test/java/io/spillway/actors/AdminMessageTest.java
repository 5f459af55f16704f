package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.BatchTrigger;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.RuleTally;
import io.spillway.streams.log.CleanLog;
import io.spillway.streams.rescue.ImportRequest;
import io.spillway.streams.rescue.RecordFilter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every message that may cross nodes survives the way there, by Jackson CBOR. */
class AdminMessageTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void endKit() {
    kit.shutdownTestKit();
  }

  private static LedgerReading ledger() {
    LedgerBook book = new LedgerBook();
    book.source("in").accepted(5, 50);
    book.source("in").routed(3, 1, 1, 0, 0, 1);
    book.source("in").batchLeft(BatchTrigger.TIME);
    book.source("in").note(Reason.INCOMPLETE, 1);
    RuleTally rule = book.rule("/web/a");
    rule.add(4, 1, 1);
    book.group("web").claimed(3, 0);
    book.sink("web", "out").offered(3);
    book.sink("web", "out").delivered(2, 20);
    book.sink("web", "out").discarded(1, Reason.QUEUE_FULL);
    book.rescue().found(2);
    return book.read();
  }

  private static SourceStatus sourceStatus() {
    return new SourceStatus(
        "in",
        "tcp",
        "running",
        "127.0.0.1:5140",
        List.of("/a/b"),
        1,
        2,
        3,
        Map.of("peer-closed", 1L),
        Map.of("size", 4L),
        "none",
        Map.of("files", 5L),
        Map.of("bytes", 6L));
  }

  private static SinkStatus sinkStatus() {
    return new SinkStatus("web", "out", "file", "retrying", 1, 2, 3, "disk_full", -1);
  }

  private static final ReplayRequest REQUEST =
      new ReplayRequest(
          List.of("out"),
          List.of(),
          new RecordFilter(List.of("timeout"), 1, 2),
          false,
          true,
          1,
          10,
          "other",
          false);

  private static final ImportRequest IMPORT = new ImportRequest("out", true, "a.jsonl");

  private static RescueStatus rescueStatus() {
    return new RescueStatus(
        "/data/rescue",
        true,
        1,
        2,
        3,
        4,
        List.of(new RescueStatus.File("/data/rescue/x.dat", "x", "rescued", "closed", 5, 6)));
  }

  private static Receipt receipt() {
    return new Receipt(
        "n1",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:01:00Z",
        "SIGTERM",
        "undelivered",
        20,
        0.5,
        60.25,
        1,
        -1,
        List.of("sink out did not close cleanly"),
        List.of(new Receipt.Left("out", 7)),
        rescueStatus().files(),
        ledger());
  }

  private Stream<Object> commands() {
    return Stream.of(
        new Supervisor.GetStatus(kit.<NodeStatus>createTestProbe().ref()),
        new Supervisor.GetLedger(kit.<LedgerReading>createTestProbe().ref()),
        new Supervisor.PauseSource("in", kit.<Acknowledged>createTestProbe().ref()),
        new Supervisor.ResumeSource("in", kit.<Acknowledged>createTestProbe().ref()),
        new Supervisor.PauseSink("out", kit.<Acknowledged>createTestProbe().ref()),
        new Supervisor.ResumeSink("out", kit.<Acknowledged>createTestProbe().ref()),
        new Supervisor.DrainNode(
            "a", Optional.of(Duration.ofMillis(1500)), kit.<Receipt>createTestProbe().ref()),
        new Supervisor.DrainNode("a", Optional.empty(), kit.<Receipt>createTestProbe().ref()),
        new Supervisor.Hurry("second SIGTERM"),
        new Supervisor.AwaitStart(kit.<Supervisor.Ready>createTestProbe().ref()),
        new Supervisor.AwaitInputEnd(kit.<Supervisor.InputEnded>createTestProbe().ref()),
        new Supervisor.AwaitDrain(kit.<Supervisor.DrainBegun>createTestProbe().ref()),
        new SourceLane.Pause(kit.<Acknowledged>createTestProbe().ref()),
        new SourceLane.Resume(kit.<Acknowledged>createTestProbe().ref()),
        new SourceLane.Drain(),
        new SourceLane.Expire(),
        new SourceLane.Relisten(),
        new SourceLane.GetStatus(kit.<SourceStatus>createTestProbe().ref()),
        new SinkLane.Pause(kit.<Acknowledged>createTestProbe().ref()),
        new SinkLane.Resume(kit.<Acknowledged>createTestProbe().ref()),
        new SinkLane.BeginDrain(),
        new SinkLane.Complete(),
        new SinkLane.Relieve(),
        new SinkLane.MakeRoom(),
        new SinkLane.HoldBack(),
        new SinkLane.Expire(),
        new SinkLane.GetStatus(kit.<SinkStatus>createTestProbe().ref()),
        new Rescue.StartReplay(REQUEST, kit.<ReplayStatus>createTestProbe().ref()),
        new Rescue.PlanReplay(REQUEST, kit.<ReplayOutlook>createTestProbe().ref()),
        new Rescue.Discard("a.dat", kit.<Acknowledged>createTestProbe().ref()),
        new Rescue.BeginImport(IMPORT, kit.<Importer.Begun>createTestProbe().ref()),
        new Rescue.FindFile("a.dat", kit.<Rescue.Found>createTestProbe().ref()),
        new Importer.Piece(new byte[] {1, -1}, kit.<ImportStatus>createTestProbe().ref()),
        new Importer.Finish(kit.<ImportStatus>createTestProbe().ref()),
        new Importer.Abort("gone"),
        new Importer.Begun(Optional.of(kit.<Importer.Command>createTestProbe().ref()), ""),
        new Rescue.GetReplay(kit.<ReplayStatus>createTestProbe().ref()),
        new Rescue.ChangeReplay(
            Rescue.ReplayVerb.CANCEL, kit.<ReplayStatus>createTestProbe().ref()),
        new Rescue.GetStatus(kit.<RescueStatus>createTestProbe().ref()),
        new Rescue.Close(kit.<RescueStatus>createTestProbe().ref()),
        new Ledger.Read(kit.<LedgerReading>createTestProbe().ref()));
  }

  private static Stream<Object> events() {
    return Stream.of(
        new SourceLane.Started("in", "127.0.0.1:5140"),
        new SourceLane.Failed("in", "port taken"),
        new SourceLane.Finished("in", List.of("gone: no such file")),
        new SourceLane.Drained("in", 1, 2),
        new SinkLane.Stopped("out", ""),
        new SinkLane.StopNode("out", "disk_full"));
  }

  private static Stream<Object> answers() {
    return Stream.of(
        new Supervisor.Ready(Map.of("in", "127.0.0.1:5140"), List.of("port taken")),
        new Supervisor.InputEnded(List.of()),
        new Supervisor.DrainBegun("SIGTERM"),
        new Supervisor.Reloaded(true, List.of("sink a did not close cleanly"), 0.5),
        new Acknowledged(true, "in", "paused"),
        sourceStatus(),
        sinkStatus(),
        new NodeStatus(
            "running",
            List.of(sourceStatus()),
            List.of(sinkStatus()),
            rescueStatus(),
            ReplayStatus.NONE),
        rescueStatus(),
        new ImportStatus("done", "", "/data/rescue/x.dat", "x", 5),
        new Rescue.Found("/data/rescue/x.dat", ""),
        new ReplayStatus("running", "", "a.dat", 1, 10, 5, 1, 100, 3),
        new ReplayOutlook(
            "/data/rescue",
            List.of(new ReplayOutlook.File("/data/rescue/x.dat", "x", 1, 2, "a", "b")),
            List.of(new ReplayOutlook.OfSink("x", 1, 1, 2)),
            1,
            2,
            "a",
            "b",
            3,
            4,
            List.of("y.dat: no sink"),
            ""),
        receipt(),
        ledger());
  }

  private List<Object> samples() {
    return Stream.of(commands(), events(), answers()).flatMap(s -> s).toList();
  }

  @Test
  void everyMessageComesBackAsItWas() {
    samples().forEach(message -> kit.serializationTestKit().verifySerialization(message, true));
  }

  @Test
  void everyMessageOfTheProtocolsHasASample() {
    Set<Class<?>> sampled = samples().stream().map(Object::getClass).collect(Collectors.toSet());
    Set<Class<?>> protocol =
        Stream.of(
                Supervisor.Command.class,
                SourceLane.Command.class,
                SourceLane.Event.class,
                SinkLane.Command.class,
                SinkLane.Event.class,
                Rescue.Command.class,
                Importer.Command.class,
                Ledger.Command.class)
            .flatMap(type -> Arrays.stream(type.getDeclaringClass().getDeclaredClasses()))
            .filter(type -> AdminMessage.class.isAssignableFrom(type) && !type.isInterface())
            .collect(Collectors.toSet());
    assertThat(protocol).hasSizeGreaterThan(20);
    assertThat(sampled).containsAll(protocol);
  }
}
