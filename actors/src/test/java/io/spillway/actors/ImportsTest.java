package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.log.CleanLog;
import io.spillway.streams.rescue.ImportRequest;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.rescue.RescueWriter;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendWitness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Imports as the Rescue actor runs them. */
class ImportsTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final LedgerBook book = new LedgerBook();
  private final RescueDesk desk = new RescueDesk();
  private final TestProbe<Importer.Begun> begun = kit.createTestProbe();
  private final TestProbe<ImportStatus> status = kit.createTestProbe();
  private final TestProbe<Object> deaths = kit.createTestProbe();

  @SuppressWarnings("NullAway.Init") // begin() sets it
  private ActorRef<Rescue.Command> rescue;

  @BeforeEach
  void begin() throws IOException {
    RescueSettings settings =
        new RescueSettings(
            folder, 1 << 20, Duration.ofMinutes(10), OptionalLong.empty(), 0, Duration.ofDays(1));
    ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder);
    RescueFiles files =
        new RescueFiles(settings, book.rescue(), book.rejected(), checkpoint.position());
    RescueWriter writer = new RescueWriter(settings, book.rescue(), book.rejected(), files::closed);
    Rescue.Part part =
        new Rescue.Part(
            desk,
            writer,
            files,
            Runnable::run,
            Clock.systemUTC(),
            checkpoint,
            settings.scanInterval(),
            Map.of("out", new NoTarget()),
            "n1");
    rescue = kit.spawn(Children.restarting(Rescue.create(part)), Rescue.dispatcher());
  }

  @AfterEach
  void end() {
    assertThat(book.read().balanced()).isTrue();
    kit.shutdownTestKit();
  }

  private record NoTarget() implements ReplayTarget {
    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public boolean replaysByItself() {
      return false;
    }

    @Override
    public CompletionStage<Answer> replay(List<Share> shares, AppendWitness witness) {
      return new CompletableFuture<>();
    }
  }

  private Importer.Begun ask(String sink) {
    ImportRequest lines = new ImportRequest(sink, false, "lines.log");
    rescue.tell(new Rescue.BeginImport(lines, begun.ref()));
    return begun.receiveMessage();
  }

  private ActorRef<Importer.Command> importer() {
    return ask("out").importer().orElseThrow();
  }

  private ImportStatus piece(ActorRef<Importer.Command> importer, String text) {
    importer.tell(new Importer.Piece(text.getBytes(StandardCharsets.US_ASCII), status.ref()));
    return status.receiveMessage();
  }

  private ImportStatus finish(ActorRef<Importer.Command> importer) {
    importer.tell(new Importer.Finish(status.ref()));
    return status.receiveMessage();
  }

  private List<String> names(String part) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.contains(part))
          .toList();
    }
  }

  @Test
  void piecesBecomeOneFileThatTheStatusHas() throws Exception {
    ActorRef<Importer.Command> importer = importer();
    assertThat(piece(importer, "one\ntw").records()).isEqualTo(1);
    assertThat(piece(importer, "o\nthree").records()).isEqualTo(2);
    assertThat(names(".dat")).isEmpty();
    ImportStatus done = finish(importer);
    assertThat(done.isDone()).isTrue();
    assertThat(done.records()).isEqualTo(3);
    assertThat(Files.readAllLines(Path.of(done.file()))).hasSize(3);
    assertThat(book.rescue().read().imported()).isEqualTo(3);
    assertThat(book.rescue().read().held()).isEqualTo(3);
    deaths.expectTerminated(importer);
    assertThat(names(".part")).isEmpty();
    TestProbe<RescueStatus> all = kit.createTestProbe();
    rescue.tell(new Rescue.GetStatus(all.ref()));
    assertThat(all.receiveMessage().files())
        .extracting(RescueStatus.File::records)
        .containsExactly(3L);
    TestProbe<Rescue.Found> found = kit.createTestProbe();
    String name = Path.of(done.file()).getFileName().toString();
    rescue.tell(new Rescue.FindFile(name, found.ref()));
    assertThat(found.receiveMessage().path()).isEqualTo(done.file());
    rescue.tell(new Rescue.FindFile("../" + name, found.ref()));
    assertThat(found.receiveMessage().detail()).contains("there is no rescue file ../");
  }

  @Test
  void oneAtATimeAndTheNextOneWhenItHasEnded() {
    ActorRef<Importer.Command> first = importer();
    assertThat(ask("out").problem()).contains("an import is under way already");
    piece(first, "a\n");
    finish(first);
    deaths.expectTerminated(first);
    deaths.awaitAssert(
        () -> {
          assertThat(ask("out").importer()).isPresent();
          return null;
        });
  }

  @Test
  void unknownSinkIsRefusedWithTheNearest() {
    assertThat(ask("ouut").problem()).isEqualTo("no sink is named ouut; did you mean out?");
  }

  @Test
  void brokenOffLeavesNothing() throws Exception {
    ActorRef<Importer.Command> importer = importer();
    piece(importer, "a\nb\n");
    assertThat(names(".part")).hasSize(1);
    importer.tell(new Importer.Abort("its bytes broke off"));
    assertThat(piece(importer, "c\n").detail()).isEqualTo("its bytes broke off");
    assertThat(finish(importer).isRefused()).isTrue();
    deaths.expectTerminated(importer);
    assertThat(names("")).containsExactly("recover.lock");
    assertThat(book.rescue().read().imported()).isZero();
  }

  @Test
  void whatIsNotWholeWhenTheStoreClosesIsNotTaken() throws Exception {
    ActorRef<Importer.Command> importer = importer();
    piece(importer, "a\n");
    TestProbe<RescueStatus> closed = kit.createTestProbe();
    rescue.tell(new Rescue.Close(closed.ref()));
    closed.receiveMessage();
    assertThat(finish(importer).detail()).contains("the node stops");
    deaths.expectTerminated(importer);
    assertThat(ask("out").problem()).contains("the node stops");
    assertThat(names("")).containsExactly("recover.lock");
  }

  @Test
  void crashOfTheStoreLeavesNothingOfAnImport() throws Exception {
    log.expect("Supervisor RestartSupervisor");
    ActorRef<Importer.Command> importer = importer();
    piece(importer, "a\n");
    RescueGroup broken =
        new RescueGroup("out", new byte[0], 10, 1, RescueGroup.Place.RESCUED, false);
    assertThat(desk.keep(broken).toCompletableFuture().get().kept()).isFalse();
    deaths.expectTerminated(importer);
    assertThat(names(".part")).isEmpty();
    deaths.awaitAssert(
        () -> {
          assertThat(ask("out").importer()).isPresent();
          return null;
        });
  }
}
