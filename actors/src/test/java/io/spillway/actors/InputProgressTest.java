package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class InputProgressTest {
  private final InputProgress input = new InputProgress(Set.of("a", "b"));
  private final TestInbox<Supervisor.Ready> ready = TestInbox.create();

  @Test
  void tellsWhyASourceDidNotStartAndNotWhatBecameOfItLater() {
    input.told(new SourceLane.Started("a", "here"));
    input.told(new SourceLane.Failed("a", "its port is taken"));
    input.told(new SourceLane.Failed("a", "its port is taken"));
    input.awaitStart(ready.getRef());
    assertThat(ready.hasMessages()).isFalse();
    input.told(new SourceLane.Failed("b", "no port"));
    assertThat(ready.receiveMessage().problems()).containsExactly("no port");
  }
}
