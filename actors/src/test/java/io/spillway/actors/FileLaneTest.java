package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.source.file.FileSource;
import io.spillway.streams.source.file.FileSourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLaneTest extends SourceLaneCase {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private FileLane.Part part() {
    FileSource source =
        new FileSource(
            FileSourceSettings.of(folder + "/*.log"),
            "n1",
            rig.source,
            rig.budget,
            rig.blocking,
            Clock.systemUTC());
    return new FileLane.Part("in", source, rig.intakeTo(rig.lane), rig.source);
  }

  private void start(FileLane.Part part) {
    lane = rig.kit.spawn(Children.restarting(FileLane.create(part, parent.ref())));
    parent.expectMessage(new SourceLane.Started("in", ""));
  }

  private List<String> file(String name, int lines) throws IOException {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      text.add(name + " " + i);
    }
    Files.write(folder.resolve(name), text);
    return text;
  }

  private void delivered(int lines) {
    parent.awaitAssert(
        () -> assertThat(rig.sink.delivered()).hasSize(lines).doesNotHaveDuplicates());
  }

  @Test
  void readsAllFilesAndHasFinished() throws IOException {
    for (int i = 0; i < 20; i++) {
      file(i + ".log", 100);
    }
    start(part());
    parent.expectMessage(new SourceLane.Finished("in", List.of()));
    delivered(2000);
    SourceStatus status = status();
    assertThat(status.state()).isEqualTo("finished");
    assertThat(status.accepted()).isEqualTo(2000);
    assertThat(status.paths()).hasSize(20);
    assertThat(status.problem()).isEmpty();
    lane.tell(new SourceLane.Drain());
    parent.expectMessage(new SourceLane.Drained("in", 0, 0));
    lane.tell(new SourceLane.Drain());
    parent.expectMessage(new SourceLane.Drained("in", 0, 0));
  }

  @Test
  void pausedSourceGoesOnWhenResumed() throws IOException {
    FileLane.Part part = part();
    part.intake().pause();
    file("a.log", 100);
    start(part);
    assertThat(status().state()).isEqualTo("paused");
    lane.tell(new SourceLane.Pause(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "in", "paused"));
    parent.expectNoMessage(Duration.ofMillis(100));
    assertThat(rig.sink.delivered()).isEmpty();
    lane.tell(new SourceLane.Resume(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "in", "running"));
    parent.expectMessage(new SourceLane.Finished("in", List.of()));
    delivered(100);
  }

  @Test
  void drainWhilePausedHandsOnWhatWasRead() throws IOException {
    file("a.log", 100);
    FileLane.Part part = part();
    start(part);
    parent.expectMessage(new SourceLane.Finished("in", List.of()));
    lane.tell(new SourceLane.Pause(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "in", "finished"));
    lane.tell(new SourceLane.Drain());
    parent.expectMessage(new SourceLane.Drained("in", 0, 0));
    delivered(100);
  }

  @Test
  void fileThatIsMissingIsAProblemOfItsOwn() throws IOException {
    log.expect("no file matches");
    start(part());
    assertThat(parent.expectMessageClass(SourceLane.Finished.class).problems()).hasSize(1);
    assertThat(status().problem()).contains("*.log");
  }

  @Test
  void crashReadsNothingTwice() throws IOException {
    for (int i = 0; i < 20; i++) {
      file(i + ".log", 5000);
    }
    start(part());
    crash();
    parent.fishForMessage(
        Duration.ofSeconds(10),
        event ->
            event instanceof SourceLane.Finished
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    delivered(100_000);
    assertThat(status().accepted()).isEqualTo(100_000);
  }

  @Test
  void crashWhilePausedStaysPausedAndWhileDrainingReadsNoMore() throws IOException {
    FileLane.Part part = part();
    part.intake().pause();
    file("a.log", 100);
    start(part);
    crash();
    parent.expectMessage(new SourceLane.Started("in", ""));
    assertThat(status().state()).isEqualTo("paused");
    part.draining().set(true);
    crash();
    parent.expectMessage(new SourceLane.Started("in", ""));
    parent.expectMessage(new SourceLane.Drained("in", 0, 0));
    assertThat(rig.sink.delivered()).isEmpty();
  }
}
