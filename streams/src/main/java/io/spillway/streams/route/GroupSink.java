package io.spillway.streams.route;

import io.spillway.streams.flow.Outlet;
import org.jspecify.annotations.Nullable;

/**
 * A group's way to one sink.
 *
 * @param filter what an event must meet to get there; what it drops is copied to {@code intercept}
 */
public record GroupSink(Outlet outlet, @Nullable EventTest filter) {}
