package io.spillway.actors;

import io.spillway.streams.flow.Lane;
import io.spillway.streams.flow.LaneStatus;
import io.spillway.streams.ledger.Reason;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the life of one sink's {@link Lane}: runs its stream, passes commands on, reports its end.
 * Spawned by the Supervisor, restarted with backoff; the queue and what a worker had taken live in
 * the lane, so a crash repeats at most the delivery that was under way and loses nothing.
 */
public final class SinkLane extends AbstractBehavior<SinkLane.Command> {
  /** Asked of a lane. */
  public sealed interface Command {}

  /** What a lane's actor tells itself; never leaves the node. */
  non-sealed interface Internal extends Command {}

  /** Deliver nothing until resumed; the queue fills and sources feel backpressure. */
  public record Pause(ActorRef<Acknowledged> replyTo) implements Command, AdminMessage {}

  /** Go on after a pause. */
  public record Resume(ActorRef<Acknowledged> replyTo) implements Command, AdminMessage {}

  /** The node drains: a pause ends, waits between attempts are cut short; input still comes. */
  public record BeginDrain() implements Command, AdminMessage {}

  /** No more input comes: deliver all there is, then report {@link Stopped}. */
  public record Complete() implements Command, AdminMessage {}

  /** The lane is to end, and is waited for: if it is full or fails, spill what holds it up. */
  public record Relieve() implements Command, AdminMessage {}

  /** Sources that end wait for this lane, which goes on: spill what does not fit. */
  public record MakeRoom() implements Command, AdminMessage {}

  /** They have ended: sources wait again for a full lane. */
  public record HoldBack() implements Command, AdminMessage {}

  /** The deadline passed: what is left, and what still comes, goes to rescue files. */
  public record Expire() implements Command, AdminMessage {}

  /** How is it? */
  public record GetStatus(ActorRef<SinkStatus> replyTo) implements Command, AdminMessage {}

  /** Told to the parent. */
  public sealed interface Event extends AdminMessage {
    String sink();
  }

  /**
   * It has ended and holds nothing any more.
   *
   * @param problem why it could not make sure of what it took, empty if it could
   */
  public record Stopped(String sink, String problem) implements Event {}

  /** Its {@code on-failure = stop} asks the node to drain. */
  public record StopNode(String sink, String reason) implements Event {}

  /** A stream has ended; {@code of} tells the actor that ran it from one before a crash. */
  private record StreamEnded(SinkLane of, @Nullable Throwable fault) implements Internal {}

  private record LaneStopped(String problem) implements Internal {}

  private record StopAsked(Reason reason) implements Internal {}

  /**
   * What an actor needs to know of its lane.
   *
   * @param type the sink's type, for people
   * @param stopAsked completes when the lane's {@code on-failure = stop} applies
   */
  public record Part(Lane lane, String group, String type, CompletionStage<Reason> stopAsked) {}

  private final Part part;
  private final ActorRef<Event> parent;

  public static Behavior<Command> create(Part part, ActorRef<Event> parent) {
    return Behaviors.setup(context -> new SinkLane(context, part, parent));
  }

  private SinkLane(ActorContext<Command> context, Part part, ActorRef<Event> parent) {
    super(context);
    this.part = part;
    this.parent = parent;
    context.pipeToSelf(
        part.lane().blueprint().run(Materializer.createMaterializer(context)),
        (done, fault) -> new StreamEnded(this, fault));
    context.pipeToSelf(part.lane().whenStopped(), this::stopped);
    context.pipeToSelf(part.stopAsked(), (reason, fault) -> new StopAsked(reason));
  }

  private Command stopped(@Nullable Done done, @Nullable Throwable fault) {
    if (fault != null) {
      getContext().getLog().error("sink={} did not close cleanly", name(), fault);
    }
    return new LaneStopped(fault == null ? "" : String.valueOf(fault.getMessage()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Pause.class, pause -> onPause(pause.replyTo()))
        .onMessage(Resume.class, resume -> onResume(resume.replyTo()))
        .onMessage(BeginDrain.class, begin -> run(part.lane()::hasten))
        .onMessage(Complete.class, complete -> run(part.lane()::drain))
        .onMessage(Relieve.class, relieve -> run(part.lane()::relieve))
        .onMessage(MakeRoom.class, make -> run(part.lane()::makeRoom))
        .onMessage(HoldBack.class, hold -> run(part.lane()::holdBack))
        .onMessage(Expire.class, expire -> run(part.lane()::expire))
        .onMessage(GetStatus.class, this::onGetStatus)
        .onMessage(StopAsked.class, asked -> onStopAsked(asked.reason()))
        .onMessage(StreamEnded.class, this::onStreamEnded)
        .onMessage(LaneStopped.class, stopped -> onLaneStopped(stopped.problem()))
        .build();
  }

  private Behavior<Command> run(Runnable step) {
    step.run();
    return this;
  }

  private Behavior<Command> onPause(ActorRef<Acknowledged> replyTo) {
    part.lane().pause();
    replyTo.tell(new Acknowledged(true, name(), part.lane().status().state().toString()));
    return this;
  }

  private Behavior<Command> onResume(ActorRef<Acknowledged> replyTo) {
    part.lane().resume();
    replyTo.tell(new Acknowledged(true, name(), part.lane().status().state().toString()));
    return this;
  }

  private Behavior<Command> onGetStatus(GetStatus ask) {
    LaneStatus lane = part.lane().status();
    Reason reason = lane.lastReason();
    ask.replyTo()
        .tell(
            new SinkStatus(
                part.group(),
                lane.sink(),
                part.type(),
                lane.state().toString(),
                lane.pendingLeft(),
                lane.pinnedBytes(),
                lane.attempt(),
                lane.attempt() == 0 || reason == null ? "" : reason.word(),
                lane.secondsLeft().orElse(-1)));
    return this;
  }

  private Behavior<Command> onStopAsked(Reason reason) {
    parent.tell(new StopNode(name(), reason.word()));
    return this;
  }

  /**
   * The stream ends before the lane only by a fault: crash, and be restarted with a new one. What a
   * crash itself has ended is no fault of the one that runs now.
   */
  private Behavior<Command> onStreamEnded(StreamEnded ended) {
    if (ended.of() == this && ended.fault() != null) {
      throw new IllegalStateException("sink " + name() + ": its stream failed", ended.fault());
    }
    return this;
  }

  private Behavior<Command> onLaneStopped(String problem) {
    parent.tell(new Stopped(name(), problem));
    return this;
  }

  private String name() {
    return part.lane().tally().sink();
  }
}
