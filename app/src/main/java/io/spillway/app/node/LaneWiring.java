package io.spillway.app.node;

import io.spillway.actors.SinkLane;
import io.spillway.actors.Supervisor.ChildFactory;
import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.streams.encode.Encoder;
import io.spillway.streams.encode.NamingEncoder;
import io.spillway.streams.encode.Tags;
import io.spillway.streams.encode.TemplateFiles;
import io.spillway.streams.flow.Delay;
import io.spillway.streams.flow.Lane;
import io.spillway.streams.flow.LaneListener;
import io.spillway.streams.flow.LaneState;
import io.spillway.streams.flow.Outlet;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.rescue.RescueStore;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.blackhole.BlackholeSink;
import io.spillway.streams.sink.file.FileSink;
import io.spillway.streams.sink.file.NamedFilesSink;
import io.spillway.streams.sink.net.Senders;
import io.spillway.streams.sink.stdout.StdoutSink;
import io.spillway.streams.sink.syslog.SyslogSink;
import io.spillway.streams.sink.tcp.TcpSink;
import io.spillway.streams.sink.testrescue.TestRescueSink;
import io.spillway.streams.sink.udp.UdpSink;
import io.spillway.streams.sink.unix.UnixSink;
import io.spillway.streams.tap.TappedOutlet;
import io.spillway.streams.tap.Taps;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** Makes a lane for each sink, with its destination, encoder and account. */
final class LaneWiring {
  /** How many tiers of lanes there are. */
  static final int TIERS = 4;

  private final LedgerBook book;
  private final Taps taps;
  private final RescueStore rescue;
  private final Delay delay;
  private final Executor blocking;
  private final Map<String, ReplayTarget> targets = new ConcurrentHashMap<>();

  /**
   * A lane, and its actor, which may begin later than the lane takes records.
   *
   * @param outlet where records come in
   * @param tier when it ends at a stop: lanes of lower numbers may still give it records
   */
  record Made(
      String sink,
      int tier,
      Lane lane,
      Outlet outlet,
      ChildFactory<SinkLane.Event, SinkLane.Command> actor) {}

  LaneWiring(LedgerBook book, Taps taps, RescueStore rescue, ActorSystem<?> system) {
    this.taps = taps;
    this.book = book;
    this.rescue = rescue;
    this.delay = Delay.by(system.classicSystem().scheduler(), system.executionContext());
    this.blocking = blockingThreads();
  }

  /** A thread for each delivery under way, kept for a while: lanes times workers at most. */
  private static Executor blockingThreads() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "spillway-blocking-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Where blocking is allowed. */
  Executor blocking() {
    return blocking;
  }

  /** The lanes that run, by sink, for replays; changes as they come and go. */
  Map<String, ReplayTarget> targets() {
    return targets;
  }

  /** A lane for a sink of that node. */
  Made make(NodeSettings node, GroupSettings group, SinkSettings sink) {
    CompletableFuture<Reason> stopAsked = new CompletableFuture<>();
    Lane lane = lane(node, group, sink, stopAsked);
    SinkLane.Part part = new SinkLane.Part(lane, group.name(), type(sink), stopAsked);
    return new Made(
        sink.name(),
        tier(group.kind()),
        lane,
        new TappedOutlet(lane, taps.point(Taps.Part.SINK, sink.name())),
        parent -> {
          targets.put(sink.name(), lane);
          return SinkLane.create(part, parent);
        });
  }

  /** Replays find this lane no more. */
  void gone(Made lane) {
    targets.remove(lane.sink(), lane.lane());
  }

  /** Business sinks end first, then those that may still get records from them, monitor last. */
  private static int tier(GroupSettings.Kind kind) {
    return switch (kind) {
      case BUSINESS -> 0;
      case DEFAULT, MISS, RESIDUE, INTERCEPT -> 1;
      case ERROR -> 2;
      case MONITOR -> 3;
    };
  }

  private Lane lane(
      NodeSettings node,
      GroupSettings group,
      SinkSettings sink,
      CompletableFuture<Reason> stopAsked) {
    SinkTally tally = book.sink(group.name(), sink.name());
    Supplier<Encoder> encoders = encoders(node, group, sink, tally);
    return new Lane(
        sink.lane(),
        new Lane.LaneParts(
            tally,
            destination(sink, tally),
            encoders,
            rescue,
            () -> new RescueEncoder(sink.name(), encoders.get()),
            blocking,
            delay,
            new SplittableRandom(),
            new StopRelay(stopAsked)));
  }

  private Sink destination(SinkSettings sink, SinkTally tally) {
    Senders senders = new Senders(sink.name(), blocking, tally::resent);
    SinkSettings.Destination to = sink.destination();
    if (to instanceof SinkSettings.File file) {
      byte[] header = sink.encoder().header();
      LongConsumer torn = bytes -> tally.note(Reason.INCOMPLETE, 1);
      return file.path().isConstant()
          ? new FileSink(file.settings(), header, blocking, torn)
          : new NamedFilesSink(
              file.settings(), TemplateFiles.of(file.path()).folder(), header, blocking, torn);
    } else if (to instanceof SinkSettings.Tcp tcp) {
      return TcpSink.open(tcp.settings(), senders);
    } else if (to instanceof SinkSettings.Syslog syslog) {
      return SyslogSink.open(syslog.settings(), senders);
    } else if (to instanceof SinkSettings.Udp udp) {
      return UdpSink.open(udp.settings(), senders);
    } else if (to instanceof SinkSettings.Unix unix) {
      return UnixSink.open(unix.settings(), senders);
    } else if (to instanceof SinkSettings.Blackhole hole) {
      return new BlackholeSink(hole.settings());
    }
    if (to instanceof SinkSettings.TestRescue test) {
      LongConsumer torn = bytes -> tally.note(Reason.INCOMPLETE, 1);
      return new TestRescueSink(
          test.settings(),
          new FileSink(test.settings().file(), sink.encoder().header(), blocking, torn));
    }
    return StdoutSink.open();
  }

  private static Supplier<Encoder> encoders(
      NodeSettings node, GroupSettings group, SinkSettings sink, SinkTally tally) {
    Tags tags = Tags.of(List.of(node.tags(), group.tags(), sink.tags()));
    Supplier<Encoder> encoders =
        sink.encoder().encoders(tags, n -> tally.note(Reason.INVALID_UTF8, n));
    return sink.destination() instanceof SinkSettings.File file && !file.path().isConstant()
        ? () -> new NamingEncoder(encoders.get(), file.path(), tags)
        : encoders;
  }

  private static String type(SinkSettings sink) {
    return sink.destination() instanceof SinkSettings.TestRescue
        ? "test_rescue"
        : sink.destination().getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Carries a lane's wish to stop the node to its actor; transitions are the lane's own log. */
  private record StopRelay(CompletableFuture<Reason> stopAsked) implements LaneListener {
    @Override
    public void changed(LaneState from, LaneState to) {}

    @Override
    public void stopNode(Reason reason) {
      stopAsked.complete(reason);
    }
  }
}
