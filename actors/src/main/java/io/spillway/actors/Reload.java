package io.spillway.actors;

import io.spillway.actors.Supervisor.Reloaded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reload under way. New sources begin first, holding back what they take: if one can't, all of
 * it is undone. Then records go the new way, sources that change or go are read out, and lanes that
 * end deliver what they hold; where a lane fails, or its time is over, that goes to rescue files.
 * The Supervisor's own, on its thread.
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
  private final List<String> problems = new ArrayList<>();
  private Step step = Step.STARTING;
  private boolean oldWayEmpty;
  private boolean completed;
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
      if (step == Step.CHANGING && plan.replacedSources().containsKey(source)) {
        children.addSource(source, plan.replacedSources().get(source));
      }
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

  /** Nothing is under way on the old way any more. */
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
        plan.newLanes().stream()
            .filter(lane -> lane.sink().equals(stopped.sink()))
            .forEach(lane -> children.addLane(lane.tier(), lane.sink(), lane.child()));
      }
      goOn();
    }
  }

  /** Lanes that are full or fail must not hold back what is under way to them. */
  void relieve() {
    if (hurried && step != Step.ENDED) {
      children.lanes().values().forEach(lane -> lane.tell(new SinkLane.Relieve()));
    } else if (!completed) {
      ending.forEach(sink -> tellLane(sink, new SinkLane.Relieve()));
    }
  }

  /**
   * The time of ending lanes is over: what they hold, and what still comes to them, goes to rescue
   * files. They end when nothing can come any more.
   */
  void expire() {
    if (step == Step.STARTING) {
      problems.add("sources did not start in time: " + String.join(", ", starting));
      undo();
    }
    if (!oldWayEmpty) {
      problems.add("records still wait for sinks that are full or paused");
    }
    if (!reading.isEmpty()) {
      problems.add("sources are still read out: " + String.join(", ", reading));
    }
    ending.forEach(sink -> tellLane(sink, new SinkLane.Expire()));
    if (!oldWayEmpty || !reading.isEmpty()) {
      answer();
    }
  }

  /** The node drains next: no lane may hold back any longer what is under way. */
  void hurry() {
    hurried = true;
    children.lanes().values().forEach(lane -> lane.tell(new SinkLane.BeginDrain()));
    expire();
  }

  private void goOn() {
    if (oldWayEmpty && reading.isEmpty() && starting.isEmpty()) {
      completeLanes();
      if (ending.isEmpty()) {
        answer();
        step = Step.ENDED;
      }
    }
  }

  private void completeLanes() {
    if (!completed) {
      completed = true;
      ending.forEach(sink -> tellLane(sink, new SinkLane.Complete()));
    }
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
