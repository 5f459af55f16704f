package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.spillway.streams.log.CleanLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatusRoundTest {
  @RegisterExtension final CleanLog log = new CleanLog();

  private static final ReplayStatus REPLAY =
      new ReplayStatus("paused", "", "a.dat", 1, 10, 5, 1, 100, 3);

  private static final RescueStatus STORE =
      new RescueStatus("/data/rescue", false, 10, 20, 30, 40, List.of());

  private final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<SourceLane.Command> first = kit.createTestProbe();
  private final TestProbe<SourceLane.Command> second = kit.createTestProbe();
  private final TestProbe<SinkLane.Command> lane = kit.createTestProbe();
  private final TestProbe<Rescue.Command> rescue = kit.createTestProbe();
  private final TestProbe<NodeStatus> answer = kit.createTestProbe();

  @AfterEach
  void endKit() {
    kit.shutdownTestKit();
  }

  private ActorRef<StatusRound.Told> round() {
    return kit.spawn(
        StatusRound.create(
            "running",
            List.of(first.ref(), second.ref()),
            List.of(lane.ref()),
            rescue.ref(),
            answer.ref()));
  }

  private static SourceStatus source(String name) {
    return new SourceStatus(name, "tcp", "running", "", List.of(), 0, 0, 0, Map.of(), Map.of(), "");
  }

  private static SinkStatus sink() {
    return new SinkStatus("g", "out", "file", "running", 0, 0, 0, "", 0);
  }

  private static void answer(TestProbe<SourceLane.Command> from, String name) {
    from.expectMessageClass(SourceLane.GetStatus.class).replyTo().tell(source(name));
  }

  @Test
  void answersInTheOrderOfThePartsOnceAllHaveSpoken() {
    ActorRef<StatusRound.Told> round = round();
    answer(second, "b");
    lane.expectMessageClass(SinkLane.GetStatus.class).replyTo().tell(sink());
    answer(first, "a");
    answer.expectNoMessage(Duration.ofMillis(50));
    rescue.expectMessageClass(Rescue.GetStatus.class).replyTo().tell(STORE);
    answer.expectNoMessage(Duration.ofMillis(50));
    rescue.expectMessageClass(Rescue.GetReplay.class).replyTo().tell(REPLAY);
    assertThat(answer.receiveMessage())
        .isEqualTo(
            new NodeStatus(
                "running", List.of(source("a"), source("b")), List.of(sink()), STORE, REPLAY));
    answer.expectTerminated(round);
  }

  @Test
  void leavesOutWhoDoesNotAnswerWithinASecond() {
    ActorRef<StatusRound.Told> round = round();
    answer(first, "a");
    second.expectMessageClass(SourceLane.GetStatus.class);
    lane.expectMessageClass(SinkLane.GetStatus.class).replyTo().tell(sink());
    rescue.expectMessageClass(Rescue.GetStatus.class).replyTo().tell(STORE);
    rescue.expectMessageClass(Rescue.GetReplay.class).replyTo().tell(REPLAY);
    time.expectNoMessageFor(Duration.ofMillis(999), answer);
    time.timePasses(Duration.ofMillis(1));
    assertThat(answer.receiveMessage())
        .isEqualTo(new NodeStatus("running", List.of(source("a")), List.of(sink()), STORE, REPLAY));
    answer.expectTerminated(round);
  }
}
