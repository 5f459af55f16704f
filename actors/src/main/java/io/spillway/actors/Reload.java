package io.spillway.actors;

import io.spillway.actors.Supervisor.Reloaded;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reload under way. New sources begin first, holding back what they take: if one can't, all of
 * it is undone. Then records go the new way, sources that change or go are read out, and lanes that
 * end deliver what they hold; where a lane fails, or its time is over, that goes to rescue files. A
 * lane that is replaced gets nothing any more as soon as records go the new way, so it waits for
 * nobody; one that goes waits for the sources that are read out, and after the plan's patience no
 * full lane holds those up. The Supervisor's own, on its thread.
 */
final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.reload");

  private enum Step {
    STARTING,
    UNDOING,
    CHANGING,
    ENDED
  }

  private final ReloadPlan plan;
  private final Children children;
  private final ActorContext<?> context;
  private final ActorRef<Reloaded> replyTo;
  private final long begun = System.nanoTime();
  private final Set<String> starting;
  private final Set<String> reading = new HashSet<>();
  private final Set<String> ending = new HashSet<>();
  private final Set<String> completed = new HashSet<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private Step step = Step.STARTING;
  private boolean oldWayEmpty;
  private boolean late;
  private boolean hurried;
  private boolean answered;

  Reload(ReloadPlan plan, Children children, ActorContext<?> context, ActorRef<Reloaded> replyTo) {
    this.plan = plan;
    this.children = children;
    this.context = context;
    this.replyTo = replyTo;
    this.starting = new HashSet<>(plan.newSources().keySet());
  }

  /**
   * Begins.
   *
   * @return whether records may go the new way at once, by {@link #commit}
   */
  boolean begin() {
    for (ReloadPlan.NewLane lane : plan.newLanes()) {
      if (!plan.endingLanes().contains(lane.sink())) {
        children.addLane(lane.tier(), lane.sink(), lane.child());
      }
    }
    plan.newSources().forEach(children::addSource);
    return starting.isEmpty();
  }

  boolean hasEnded() {
    return step == Step.ENDED;
  }

  /**
   * A source has told something.
   *
   * @return whether records may go the new way now, by {@link #commit}
   */
  boolean told(SourceLane.Event event) {
    String source = event.source();
    if (event instanceof SourceLane.Drained && reading.remove(source)) {
      children.stopSource(source);
      if (step == Step.CHANGING && !hurried && plan.replacedSources().containsKey(source)) {
        children.addSource(source, plan.replacedSources().get(source));
      }
      holdBack();
      goOn();
    } else if (event instanceof SourceLane.Failed failed && concerns(source)) {
      problems.add(failed.problem());
    }
    boolean isNew = event instanceof SourceLane.Started || event instanceof SourceLane.Failed;
    if (step != Step.STARTING || !isNew || !starting.remove(source) || !starting.isEmpty()) {
      return false;
    }
    if (!problems.isEmpty()) {
      undo();
    }
    return problems.isEmpty();
  }

  private boolean concerns(String source) {
    return plan.newSources().containsKey(source)
        || plan.replacedSources().containsKey(source)
        || plan.relistening().contains(source);
  }

  /** Records go the new way from now on. */
  CompletionStage<Done> commit() {
    CompletionStage<Done> empty;
    try {
      empty = plan.commit().get();
    } catch (RuntimeException fault) { // named boundary: a bug there must not end the node
      LOG.error("the new configuration can't be taken", fault);
      problems.add("a fault: " + fault);
      undo();
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    step = Step.CHANGING;
    plan.newSources().keySet().forEach(this::resume);
    plan.relistening().forEach(name -> tell(name, new SourceLane.Relisten()));
    readOut(plan.goneSources());
    readOut(plan.replacedSources().keySet());
    end(plan.endingLanes());
    return empty;
  }

  private void resume(String source) {
    tell(source, new SourceLane.Resume(context.getSystem().ignoreRef()));
  }

  private void undo() {
    step = Step.UNDOING;
    oldWayEmpty = true;
    starting.clear();
    plan.undo().run();
    readOut(plan.newSources().keySet());
    end(
        plan.newLanes().stream()
            .map(ReloadPlan.NewLane::sink)
            .filter(sink -> !plan.endingLanes().contains(sink))
            .toList());
    goOn();
  }

  private void readOut(Iterable<String> sources) {
    for (String source : sources) {
      if (tell(source, new SourceLane.Drain())) {
        reading.add(source);
      }
    }
  }

  /** They still take what is under way to them. */
  private void end(Iterable<String> sinks) {
    for (String sink : sinks) {
      ActorRef<SinkLane.Command> lane = children.lane(sink);
      if (lane != null) {
        ending.add(sink);
        lane.tell(new SinkLane.BeginDrain());
      }
    }
  }

  private boolean tell(String source, SourceLane.Command command) {
    ActorRef<SourceLane.Command> its = children.source(source);
    if (its != null) {
      its.tell(command);
    }
    return its != null;
  }

  /** Nothing is offered on the old way any more, but by sources that are read out. */
  void oldWayIsEmpty() {
    oldWayEmpty = true;
    goOn();
  }

  /** A lane has told something. */
  void told(SinkLane.Event event) {
    if (event instanceof SinkLane.Stopped stopped && ending.remove(stopped.sink())) {
      if (!stopped.problem().isEmpty()) {
        problems.add("sink " + stopped.sink() + " did not close cleanly: " + stopped.problem());
      }
      children.stopLane(stopped.sink());
      if (step == Step.CHANGING) {
        successors(stopped.sink())
            .forEach(lane -> children.addLane(lane.tier(), lane.sink(), lane.child()));
      }
      goOn();
    }
  }

  /** A lane that ends must not be waited for if it fails, nor late sources for one that is full. */
  void relieve() {
    ending.forEach(sink -> tellLane(sink, new SinkLane.Relieve()));
    if (late && !reading.isEmpty()) {
      children.lanes().values().forEach(lane -> lane.tell(new SinkLane.MakeRoom()));
    }
  }

  /** Late sources are read out: lanes that stay are as full again as their settings let them be. */
  private void holdBack() {
    if (late && !hurried && reading.isEmpty()) {
      children.lanes().values().forEach(lane -> lane.tell(new SinkLane.HoldBack()));
    }
  }

  /**
   * The time of ending lanes is over: what they hold, and what still comes to them, goes to rescue
   * files. They end when nothing can come any more.
   */
  void expire() {
    late = true;
    if (step == Step.STARTING) {
      problems.add("sources did not start in time: " + String.join(", ", starting));
      undo();
    }
    if (!reading.isEmpty()) {
      problems.add(
          "sources are still read out, held up by sinks that are full, fail or are paused: "
              + String.join(", ", reading));
    }
    ending.forEach(sink -> tellLane(sink, new SinkLane.Expire()));
    if (!oldWayEmpty || !reading.isEmpty()) {
      answer();
    }
    relieve();
  }

  /**
   * The node drains next, and ends the sources and lanes that are there. Lanes that are replaced
   * end before, at once: their successors hold records already, and must be there too.
   */
  void hurry() {
    hurried = true;
    problems.add("the node drains");
    if (step == Step.STARTING) {
      undo();
    }
    children.lanes().values().forEach(lane -> lane.tell(new SinkLane.BeginDrain()));
    ending.stream()
        .filter(this::isReplaced)
        .forEach(sink -> tellLane(sink, new SinkLane.Expire()));
    goOn();
  }

  /** The drain's time is over before it has begun: what all lanes hold goes to rescue files. */
  void expireAll() {
    List<Map<String, ActorRef<SinkLane.Command>>> tiers = children.tiers();
    tiers
        .subList(0, tiers.size() - 1) // the last one gets the drain's figures
        .forEach(lanes -> lanes.values().forEach(lane -> lane.tell(new SinkLane.Expire())));
  }

  /** The drain does not wait any longer. */
  void giveUp() {
    LOG.error("reload did not end: the drain begins without the successors of sinks {}", ending);
    end();
  }

  private void goOn() {
    if (oldWayEmpty) {
      ending.stream().filter(this::getsNothing).forEach(this::complete);
    }
    boolean allEnded =
        hurried
            ? ending.stream().noneMatch(this::isReplaced)
            : oldWayEmpty && reading.isEmpty() && starting.isEmpty() && ending.isEmpty();
    if (allEnded) {
      end();
    }
  }

  /** Whether nobody can offer anything to this lane any more. */
  private boolean getsNothing(String sink) {
    return reading.isEmpty() || step == Step.UNDOING || isReplaced(sink);
  }

  private boolean isReplaced(String sink) {
    return step == Step.CHANGING && successors(sink).findAny().isPresent();
  }

  private Stream<ReloadPlan.NewLane> successors(String sink) {
    return plan.newLanes().stream().filter(lane -> lane.sink().equals(sink));
  }

  private void complete(String sink) {
    if (completed.add(sink)) {
      tellLane(sink, new SinkLane.Complete());
    }
  }

  private void end() {
    answer();
    step = Step.ENDED;
  }

  private void tellLane(String sink, SinkLane.Command command) {
    ActorRef<SinkLane.Command> lane = children.lane(sink);
    if (lane != null) {
      lane.tell(command);
    }
  }

  private void answer() {
    if (!answered) {
      answered = true;
      boolean applied = step == Step.CHANGING;
      double seconds = (System.nanoTime() - begun) / 1e9;
      LOG.info(
          "reload {} seconds={} problems={}",
          applied ? "applied" : "refused",
          String.format("%.3f", seconds),
          problems);
      replyTo.tell(new Reloaded(applied, List.copyOf(problems), seconds));
    }
  }
}
