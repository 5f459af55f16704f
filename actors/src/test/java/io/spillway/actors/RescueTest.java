package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.flow.MemoryRescue;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.log.CleanLog;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.rescue.RescueWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RescueTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final LedgerBook book = new LedgerBook();
  private final RescueDesk desk = new RescueDesk();
  private final TestProbe<RescueStatus> status = kit.createTestProbe();

  @AfterEach
  void end() {
    assertThat(book.read().balanced()).isTrue();
    kit.shutdownTestKit();
  }

  private ActorRef<Rescue.Command> rescue() throws IOException {
    RescueSettings settings =
        new RescueSettings(folder, 1 << 20, Duration.ofMinutes(10), OptionalLong.empty(), 0);
    RescueFiles files = new RescueFiles(settings, book.rescue(), book.rejected());
    files.adopt();
    RescueWriter writer = new RescueWriter(settings, book.rescue(), book.rejected(), files::closed);
    return kit.spawn(
        Supervisor.restarting(
            Rescue.create(new Rescue.Part(desk, writer, files, Runnable::run, Clock.systemUTC()))),
        Rescue.dispatcher());
  }

  private static RescueGroup group(String sink, String... lines) {
    RescueEncoder encoder = MemoryRescue.encoder();
    encoder.clear();
    encoder.add(TestBatches.share(lines), 0, lines.length, Reason.TIMEOUT, 1, "");
    RescueGroup made = encoder.group(Place.RESCUED, false);
    return new RescueGroup(sink, made.bytes(), made.length(), made.records(), made.place(), false);
  }

  private static Outcome soon(CompletionStage<Outcome> outcome) throws Exception {
    return outcome.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void keepsGroupsOfSeveralSinksThatCameBeforeItStarted() throws Exception {
    List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      outcomes.add(desk.keep(group("sink-" + i % 5, "a" + i, "b" + i)));
    }
    ActorRef<Rescue.Command> rescue = rescue();
    for (CompletionStage<Outcome> outcome : outcomes) {
      assertThat(soon(outcome)).isEqualTo(Outcome.KEPT);
    }
    rescue.tell(new Rescue.GetStatus(status.ref()));
    RescueStatus open = status.receiveMessage();
    assertThat(open.files()).hasSize(5).allMatch(file -> file.state().equals("open"));
    assertThat(open.files()).extracting(RescueStatus.File::records).containsOnly(20L);
    assertThat(open.secondsLeft()).isPositive();
    rescue.tell(new Rescue.Close(status.ref()));
    RescueStatus closed = status.receiveMessage();
    assertThat(closed.files()).hasSize(5).allMatch(file -> file.state().equals("closed"));
    assertThat(closed.files()).extracting(RescueStatus.File::records).containsOnly(20L);
    assertThat(names()).hasSize(5).allMatch(name -> name.endsWith(".dat"));
    assertThat(book.rescue().read().held()).isEqualTo(100);
  }

  @Test
  void closesTheFileOfASinkThatWorksAgain() throws Exception {
    rescue();
    soon(desk.keep(group("a", "1")));
    soon(desk.keep(group("b", "1")));
    desk.recovered("a");
    soon(desk.keep(group("b", "2")));
    assertThat(names()).hasSize(2).anyMatch(name -> name.matches("a-.*\\.dat"));
    assertThat(names()).anyMatch(name -> name.matches("b-.*\\.dat\\.lock"));
  }

  @Test
  void adoptsAndCountsWhatWasThere() throws Exception {
    RescueGroup group = group("a", "1", "2", "3");
    byte[] lines = java.util.Arrays.copyOf(group.bytes(), group.length());
    Files.write(folder.resolve("a-2026-11-21_08:00:00.dat.lock"), lines);
    Files.write(folder.resolve("a-2026-11-21_07:00:00.dat"), lines);
    Files.writeString(
        folder.resolve("b-2026-11-21_08:00:00.dat.lock"),
        "{\"id\":",
        java.nio.charset.StandardCharsets.US_ASCII);
    ActorRef<Rescue.Command> rescue = rescue();
    rescue.tell(new Rescue.GetStatus(status.ref()));
    RescueStatus found = status.receiveMessage();
    assertThat(found.files()).extracting(RescueStatus.File::records).containsExactly(3L, 3L);
    assertThat(found.oldestSeconds()).isPositive();
    assertThat(book.rescue().read().found()).isEqualTo(6);
    assertThat(names())
        .containsExactly(
            "a-2026-11-21_07:00:00.dat",
            "a-2026-11-21_08:00:00.dat",
            "b-2026-11-21_08:00:00.dat.torn");
  }

  @Test
  void crashLosesNothingThatWasAnswered() throws Exception {
    log.expect("Supervisor RestartSupervisor");
    ActorRef<Rescue.Command> rescue = rescue();
    soon(desk.keep(group("a", "1")));
    RescueGroup broken = new RescueGroup("a", new byte[0], 10, 1, Place.RESCUED, false);
    assertThat(soon(desk.keep(broken)).kept()).isFalse();
    assertThat(soon(desk.keep(group("a", "2")))).isEqualTo(Outcome.KEPT);
    rescue.tell(new Rescue.Close(status.ref()));
    assertThat(status.receiveMessage().files())
        .extracting(RescueStatus.File::records)
        .containsExactly(2L);
  }
}
