package io.spillway.streams.flow;

import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * What a lane's queue holds, as a stream of takes. An own stage because the queue outlives the
 * stream: the next one goes on where this one broke off. Completes when all that was taken has
 * ended too: a delivery of a failed stream may still give its take back.
 */
final class LaneQueueSource extends GraphStage<SourceShape<Take>> {
  private final LaneQueue queue;
  private final Outlet<Take> out = Outlet.create("takes");

  LaneQueueSource(LaneQueue queue) {
    this.queue = queue;
  }

  @Override
  public SourceShape<Take> shape() {
    return SourceShape.of(out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    Logic() {
      super(LaneQueueSource.this.shape());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              next();
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<Done> available = createAsyncCallback(done -> next());
      queue.onAvailable(() -> available.invoke(Done.getInstance()));
      queue.reclaim();
    }

    private void next() {
      if (isAvailable(out)) {
        Take take = queue.poll();
        if (take != null) {
          push(out, take);
        } else if (queue.finished()) {
          complete(out);
        }
      }
    }
  }
}
