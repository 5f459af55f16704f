package io.spillway.streams.source.tcp;

import io.spillway.streams.source.DescriptorGate;
import java.time.Duration;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Tcp.IncomingConnection;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/**
 * Asks a listening socket for its next connection only when there is a file descriptor for it. A
 * stage of our own, since Pekko's accept, once asked for a connection, tries and logs without a
 * pause for as long as it finds no descriptor.
 */
final class Admission extends GraphStage<FlowShape<IncomingConnection, IncomingConnection>> {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Inlet<IncomingConnection> in = Inlet.create("Admission.in");
  private final Outlet<IncomingConnection> out = Outlet.create("Admission.out");
  private final FlowShape<IncomingConnection, IncomingConnection> shape = FlowShape.of(in, out);
  private final String source;

  Admission(String source) {
    this.source = source;
  }

  @Override
  public FlowShape<IncomingConnection, IncomingConnection> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final DescriptorGate gate = new DescriptorGate(source);

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              push(out, grab(in));
            }

            @Override
            public void onPull() {
              pullIfAdmitted();
            }
          });
    }

    private void pullIfAdmitted() {
      if (gate.admits()) {
        pull(in);
      } else {
        scheduleOnce("look again", LOOK_AGAIN);
      }
    }

    @Override
    public void onTimer(Object look) {
      pullIfAdmitted();
    }
  }
}
