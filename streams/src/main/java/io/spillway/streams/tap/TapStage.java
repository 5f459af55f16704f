package io.spillway.streams.tap;

import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * A tap as a stream of lines of JSON. An own stage because it looks at what passes whether or not
 * there is demand, so that a slow reader keeps no batch in memory. It works for at most a twentieth
 * of the time, says each second how it stands, and ends with a line that says why; with it ends the
 * tap.
 */
public final class TapStage extends GraphStage<SourceShape<ByteString>> {
  private static final Duration STATUS = Duration.ofSeconds(1);
  private static final Duration SHORTEST_REST = Duration.ofMillis(5);
  private static final int REST_PER_WORK = 19;
  private static final long LONGEST_LOOK_NANOS = 5_000_000;

  /** After so many seconds without demand nobody reads any more. */
  private static final int PATIENCE_SECONDS = 30;

  private final Outlet<ByteString> out = Outlet.create("lines");
  private final Tap tap;
  private final TapQuery query;
  private final Duration longest;

  /**
   * For one tap, to be run once.
   *
   * @param longest when it ends by itself
   */
  public TapStage(Tap tap, TapQuery query, Duration longest) {
    this.tap = tap;
    this.query = query;
    this.longest = longest;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return SourceShape.of(out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private enum Timer {
    REST,
    STATUS,
    END
  }

  private final class Logic extends TimerGraphStageLogic {
    private final TapReader reader = new TapReader(tap, query, System::nanoTime);
    private boolean resting;
    private boolean last;
    private int secondsWithoutDemand;

    Logic() {
      super(TapStage.this.shape());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              secondsWithoutDemand = 0;
              emit();
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<Done> woken = createAsyncCallback(done -> work());
      scheduleAtFixedRate(Timer.STATUS, STATUS, STATUS);
      scheduleOnce(Timer.END, longest);
      reader.tell("open");
      tap.readBy(() -> woken.invoke(Done.getInstance()));
    }

    @Override
    public void onTimer(Object timer) {
      if (timer == Timer.STATUS) {
        status();
      } else if (timer == Timer.END) {
        tap.end(TapEnd.TIME);
      } else {
        resting = false;
        if (!tap.rearm()) {
          work();
        }
      }
    }

    private void status() {
      if (!isAvailable(out) && ++secondsWithoutDemand >= PATIENCE_SECONDS) {
        tap.end(TapEnd.SLOW_READER);
      } else if (!reader.hasLines()) {
        reader.tell("open");
        emit();
      }
    }

    private void work() {
      if (!resting && tap.ended() == null) {
        long begun = System.nanoTime();
        reader.look(LONGEST_LOOK_NANOS);
        Duration rest = Duration.ofNanos((System.nanoTime() - begun) * REST_PER_WORK);
        resting = true;
        scheduleOnce(Timer.REST, rest.compareTo(SHORTEST_REST) > 0 ? rest : SHORTEST_REST);
      }
      TapEnd end = tap.ended();
      if (end != null && !last) {
        last = true;
        reader.leave();
        reader.tell(end.word());
      }
      emit();
    }

    private void emit() {
      if (isAvailable(out) && reader.hasLines()) {
        push(out, ByteString.fromArrayUnsafe(reader.takeLines()));
      }
      if (last && (!reader.hasLines() || tap.ended() == TapEnd.SLOW_READER)) {
        complete(out);
      }
    }

    @Override
    public void postStop() {
      tap.end(TapEnd.CLOSED);
      reader.leave();
    }
  }
}
