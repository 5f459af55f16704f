package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.route.Intake;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceLifeTest {
  private final ActorRig rig = new ActorRig();
  private final Intake intake = rig.intakeTo(rig.lane);
  private final SourceLife life = new SourceLife("in", intake, false);
  private final TestInbox<Acknowledged> answers = TestInbox.create();

  @AfterEach
  void end() {
    rig.close();
  }

  private String pause() {
    life.pause(new SourceLane.Pause(answers.getRef()));
    return answers.receiveMessage().detail();
  }

  private String resume() {
    life.resume(new SourceLane.Resume(answers.getRef()));
    return answers.receiveMessage().detail();
  }

  @Test
  void whatIsPausedWhileItStartsIsPausedWhenItHasStarted() {
    assertThat(pause()).isEqualTo("starting");
    life.started();
    assertThat(life.word()).isEqualTo("paused");
    assertThat(resume()).isEqualTo("running");
    assertThat(intake.paused()).isFalse();
  }

  @Test
  void aPauseMayEndBeforeTheStart() {
    pause();
    assertThat(resume()).isEqualTo("starting");
    assertThat(intake.paused()).isFalse();
    life.started();
    assertThat(life.word()).isEqualTo("running");
  }

  /** Its records would go a way that may yet be refused. */
  @Test
  void whatAReloadHoldsBackIsNotResumedBeforeItHasStarted() {
    intake.pause();
    pause();
    resume();
    assertThat(intake.paused()).isTrue();
    life.started();
    assertThat(resume()).isEqualTo("running");
    assertThat(intake.paused()).isFalse();
  }
}
