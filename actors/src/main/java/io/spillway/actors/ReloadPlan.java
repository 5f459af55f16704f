package io.spillway.actors;

import io.spillway.actors.Supervisor.ChildFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;

/**
 * What a reload makes of a running node. Parts that are not named here are not touched.
 *
 * @param newSources hold back what they take until they are resumed; all must take input before
 *     anything else changes
 * @param replacedSources read out, and then begun anew
 * @param relistening sources whose connections stay open while they listen anew
 * @param goneSources read out, and then gone
 * @param newLanes one of a name in {@code endingLanes} begins when that one has ended, and keeps
 *     what comes until then in its queue
 * @param endingLanes deliver what they hold, and then are gone
 * @param patience how long ending lanes may deliver; what is left then goes to rescue files
 * @param commit sends records the new way, and those that ending sources still bring to the new
 *     lanes of their sinks; completes, soon, when nothing is offered on the old way. If it throws,
 *     nothing has changed
 * @param undo sends what new sources took the old way
 */
public record ReloadPlan(
    Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> newSources,
    Map<String, ChildFactory<SourceLane.Event, SourceLane.Command>> replacedSources,
    Set<String> relistening,
    Set<String> goneSources,
    List<NewLane> newLanes,
    Set<String> endingLanes,
    Duration patience,
    Supplier<CompletionStage<Done>> commit,
    Runnable undo) {

  /** A lane to spawn, in its tier. */
  public record NewLane(
      String sink, int tier, ChildFactory<SinkLane.Event, SinkLane.Command> child) {}

  public ReloadPlan {
    newSources = Map.copyOf(newSources);
    replacedSources = Map.copyOf(replacedSources);
    relistening = Set.copyOf(relistening);
    goneSources = Set.copyOf(goneSources);
    newLanes = List.copyOf(newLanes);
    endingLanes = Set.copyOf(endingLanes);
  }
}
