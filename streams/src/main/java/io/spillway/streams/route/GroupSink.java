package io.spillway.streams.route;

import io.spillway.streams.flow.Outlet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A sink in its group.
 *
 * @param filter keeps the records it holds for; null keeps all
 * @param filtered counts records that the filter dropped
 */
public record GroupSink(Outlet outlet, @Nullable Condition filter, LongAdder filtered) {
  public static GroupSink of(Outlet outlet, @Nullable Condition filter) {
    return new GroupSink(outlet, filter, new LongAdder());
  }
}
