package io.spillway.streams.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clock that stands still until a test moves it. */
final class ManualDelay implements Delay {
  private record Planned(Duration at, Runnable task) {}

  private final List<Planned> planned = new ArrayList<>();
  private Duration now = Duration.ZERO;

  @Override
  public void after(Duration wait, Runnable task) {
    planned.add(new Planned(now.plus(wait), task));
  }

  void pass(Duration time) {
    now = now.plus(time);
    for (Planned next : List.copyOf(planned)) {
      if (next.at().compareTo(now) <= 0 && planned.remove(next)) {
        next.task().run();
      }
    }
  }
}
