package io.spillway.actors;

import io.spillway.actors.Rescue.ReplayVerb;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueGroup.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replay under way, if one is, and how the last one ended. At most one at a time, since there
 * is one checkpoint. The Rescue actor's.
 */
final class Replays {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  private final Rescue.Part part;
  private final RescueReport report;
  private final ActorContext<Rescue.Command> context;
  private final ActorRef<Replay.Ended> toParent;
  private final Rescue.Command whenGone;
  private final List<ActorRef<ReplayStatus>> cancelling = new ArrayList<>();
  private @Nullable ActorRef<Replay.Command> replay;
  private ReplayStatus last = ReplayStatus.NONE;
  private @Nullable ReplayRequest running;

  /** Whose files the replay under way was to deliver. */
  private List<String> sinks = List.of();

  private final ReplayRest rest = new ReplayRest();

  /** What the replay said at its end; it is gone soon after. */
  private @Nullable ReplayStatus end;

  /**
   * None is under way.
   *
   * @param toParent where a replay says how it ended
   * @param whenGone what the parent is told when it is no more
   */
  Replays(
      Rescue.Part part,
      RescueReport report,
      ActorContext<Rescue.Command> context,
      ActorRef<Replay.Ended> toParent,
      Rescue.Command whenGone) {
    this.part = part;
    this.report = report;
    this.context = context;
    this.toParent = toParent;
    this.whenGone = whenGone;
  }

  /** Begins one, and answers how it began, or why it did not. */
  void start(ReplayRequest request, ActorRef<ReplayStatus> replyTo) {
    if (replay != null) {
      replyTo.tell(ReplayStatus.ended("failed", "a replay is under way already"));
      return;
    }
    ReplayPlan plan = plan(request);
    if (!plan.problem().isEmpty() || plan.files().isEmpty()) {
      String why = plan.problem().isEmpty() ? plan.nothing(report.status()) : plan.problem();
      replyTo.tell(ReplayStatus.ended("failed", why));
      return;
    }
    plan.unknown().forEach(why -> LOG.warn("recover leaves out {}", why));
    ActorRef<Replay.Command> child =
        context.spawnAnonymous(
            Replay.create(replayPart(), request, plan, toParent, replyTo), Rescue.dispatcher());
    replay = child;
    running = request;
    sinks = plan.files().stream().map(dat -> dat.name().sink()).distinct().toList();
    end = null;
    context.watchWith(child, whenGone);
  }

  private ReplayPlan plan(ReplayRequest request) {
    try {
      return ReplayPlan.of(
          request, part.files().closed(), part.checkpoint(), part.targets().keySet());
    } catch (IOException e) { // named boundary: who asks is told
      return ReplayPlan.problem("the rescue folder can't be read: " + e);
    }
  }

  /** Begins one for the sinks whose files come back by themselves, if they work and have any. */
  void byThemselves() {
    boolean any = part.targets().values().stream().anyMatch(ReplayTarget::replaysByItself);
    if (replay != null || !any) {
      return;
    }
    long now = System.nanoTime();
    List<String> sinks =
        report.closed().stream()
            .filter(dat -> dat.place() == Place.RESCUED && dat.records() >= 0)
            .map(dat -> dat.name().sink())
            .distinct()
            .filter(this::comesBack)
            .filter(sink -> !rest.rests(sink, now))
            .toList();
    if (!sinks.isEmpty()) {
      start(ReplayRequest.of(sinks, 0).unattended(), context.getSystem().ignoreRef());
    }
  }

  private boolean comesBack(String sink) {
    ReplayTarget target = part.targets().get(sink);
    return target != null && target.replaysByItself() && target.isReady();
  }

  /** That sink works again. */
  void recovered(String sink) {
    rest.over(sink);
  }

  private Replay.Part replayPart() {
    return new Replay.Part(
        part.files(), part.checkpoint(), part.desk(), part.targets(), part.blocking());
  }

  boolean underWay() {
    return replay != null;
  }

  /** Answers what one would do, when its files have been read through. */
  void plan(ReplayRequest request, ActorRef<ReplayOutlook> replyTo) {
    RescueStatus store = report.status();
    ReplayPlan plan = plan(request);
    ReplaySurvey survey =
        new ReplaySurvey(request, plan, part.checkpoint().position(), last.perSecond());
    String nothing = plan.nothing(store);
    part.blocking().execute(() -> replyTo.tell(survey.outlook(store.folder(), nothing)));
  }

  /** How it is, or how the last one ended. */
  void answer(ActorRef<ReplayStatus> replyTo) {
    ActorRef<Replay.Command> child = replay;
    ReplayStatus ended = child == null ? last : end;
    if (child == null || ended != null) {
      replyTo.tell(ended == null ? last : ended);
    } else {
      child.tell(new Replay.GetStatus(replyTo));
    }
  }

  void change(ReplayVerb verb, ActorRef<ReplayStatus> replyTo) {
    ActorRef<Replay.Command> child = replay;
    if (child == null || end != null) {
      replyTo.tell(ReplayStatus.ended("none", "no replay is under way"));
      return;
    }
    switch (verb) {
      case PAUSE -> child.tell(new Replay.Pause(replyTo));
      case RESUME -> child.tell(new Replay.Resume(replyTo));
      case CANCEL -> {
        cancelling.add(replyTo);
        child.tell(new Replay.End("cancelled"));
      }
    }
  }

  /** Lets the one under way end at its checkpoint; whether there is one. */
  boolean end(String state) {
    ActorRef<Replay.Command> child = replay;
    if (child == null) {
      return false;
    }
    child.tell(new Replay.End(state));
    return true;
  }

  /** It said how it ended. */
  void ended(ReplayStatus status) {
    end = status;
  }

  /** It is no more; whatever it had to say was said before. */
  void gone() {
    ReplayStatus said = end;
    last = said == null ? ReplayStatus.ended("failed", "the replay broke off") : said;
    replay = null;
    LOG.info(
        "replay ended state={} replayed={} rejected={} detail=\"{}\"",
        last.state(),
        last.replayed(),
        last.rejected(),
        last.detail());
    ReplayRequest was = running;
    if (was != null && was.byItself()) {
      rest.ended(was.sinks(), last, System.nanoTime());
    } else if (last.state().equals("cancelled")) {
      rest.cancelled(sinks);
    }
    cancelling.forEach(waiting -> waiting.tell(last));
    cancelling.clear();
  }
}
