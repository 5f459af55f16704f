package io.spillway.streams.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Runs the extension by hand around what it must notice. */
@SuppressWarnings("NullAway") // the extension does not look at its context
class CleanLogTest {
  private static final ExtensionContext NONE = null;
  private final CleanLog log = new CleanLog();

  @Test
  void quietTestPasses() {
    log.beforeEach(NONE);
    LoggerFactory.getLogger("ctrl.some").warn("only a warning");
    log.afterEach(NONE);
    assertThat(log.lines()).anyMatch(line -> line.contains("only a warning"));
  }

  @Test
  void errorFailsUnlessItIsExpected() {
    log.beforeEach(NONE);
    LoggerFactory.getLogger("ctrl.some").error("it broke");
    assertThatThrownBy(() -> log.afterEach(NONE)).hasMessageContaining("it broke");
    log.expect("it broke");
    log.afterEach(NONE);
  }

  @Test
  void expectedLineMustCome() {
    log.beforeEach(NONE);
    log.expect("never said");
    assertThatThrownBy(() -> log.afterEach(NONE)).hasMessageContaining("never said");
  }

  @Test
  void deadLettersAndUnhandledMessagesFail() {
    log.beforeEach(NONE);
    ActorTestKit kit = ActorTestKit.create();
    ActorRef<String> gone = kit.spawn(Behaviors.stopped());
    TestProbe<String> probe = kit.createTestProbe();
    probe.expectTerminated(gone, Duration.ofSeconds(3));
    gone.tell("to nobody");
    ActorRef<Integer> deaf = kit.spawn(Behaviors.receiveMessage(n -> Behaviors.unhandled()));
    deaf.tell(7);
    probe.awaitAssert(
        () -> assertThat(log.lines()).filteredOn(l -> l.contains("encountered")).hasSize(2));
    kit.shutdownTestKit();
    assertThatThrownBy(() -> log.afterEach(NONE))
        .hasMessageContaining("was not delivered")
        .hasMessageContaining("was unhandled");
  }
}
