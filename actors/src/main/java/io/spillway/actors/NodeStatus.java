package io.spillway.actors;

import java.util.List;

/**
 * The node's parts at one moment.
 *
 * @param state {@code running}, {@code draining} or {@code stopped}
 */
public record NodeStatus(
    String state,
    List<SourceStatus> sources,
    List<SinkStatus> sinks,
    RescueStatus rescue,
    ReplayStatus replay)
    implements AdminMessage {}
