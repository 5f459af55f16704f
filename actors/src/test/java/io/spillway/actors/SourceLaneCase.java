package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.log.CleanLog;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the tests of all source lanes share: a sink's lane that runs, and a ledger that balances.
 */
abstract class SourceLaneCase {
  @RegisterExtension final CleanLog log = new CleanLog();

  final ActorRig rig = new ActorRig();
  final TestProbe<SourceLane.Event> parent = rig.kit.createTestProbe();
  final TestProbe<Acknowledged> answers = rig.kit.createTestProbe();
  final TestProbe<SourceStatus> statuses = rig.kit.createTestProbe();
  ActorRef<SourceLane.Command> lane = rig.kit.system().ignoreRef();

  @BeforeEach
  void runTheSinksLane() {
    rig.kit.spawn(SinkLane.create(rig.sinkPart(), rig.kit.system().ignoreRef()));
  }

  @AfterEach
  void balances() {
    assertThat(rig.source.read().imbalance()).isZero();
    assertThat(rig.lane.tally().read().imbalance()).isZero();
    rig.close();
  }

  SourceStatus status() {
    lane.tell(new SourceLane.GetStatus(statuses.ref()));
    return statuses.receiveMessage();
  }

  @SuppressWarnings("NullAway") // the null makes the actor crash
  void crash() {
    log.expect("Supervisor RestartSupervisor saw failure");
    lane.tell(new SourceLane.GetStatus(null));
  }
}
