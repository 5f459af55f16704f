package io.spillway.streams.route;

import io.spillway.streams.flow.Outlet;
import org.jspecify.annotations.Nullable;

/**
 * A sink in its group.
 *
 * @param filter keeps the records it holds for; null keeps all
 */
public record GroupSink(Outlet outlet, @Nullable Condition filter) {}
