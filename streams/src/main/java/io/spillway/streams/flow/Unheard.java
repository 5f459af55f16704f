package io.spillway.streams.flow;

import io.spillway.streams.sink.Sink;
import java.time.Duration;

/** Of deliveries whose records are not on the lane's account: only the answer counts. */
record Unheard(LaneLife life) implements Sink.Progress {
  @Override
  public void delivered(int records) {}

  @Override
  public boolean abandoned() {
    return life.expired();
  }

  @Override
  public boolean abandonedWithin(Duration wait) {
    return life.expiredWithin(wait);
  }
}
