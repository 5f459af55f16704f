package io.spillway.app.node;

import io.spillway.actors.SinkLane;
import io.spillway.actors.Supervisor.ChildFactory;
import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.streams.encode.Encoder;
import io.spillway.streams.encode.NamingEncoder;
import io.spillway.streams.encode.Rules;
import io.spillway.streams.encode.Tags;
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
import io.spillway.streams.tap.TapPoint;
import io.spillway.streams.tap.TappedOutlet;
import io.spillway.streams.tap.Taps;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** Makes a lane for each sink, with its destination, encoder and account. */
final class LaneWiring {
  private final NodeSettings settings;
  private final LedgerBook book;
  private final Taps taps;
  private final RescueStore rescue;
  private final Delay delay;
  private final Executor blocking;
  private final Map<String, Outlet> outlets = new HashMap<>();
  private final Map<String, ReplayTarget> targets = new HashMap<>();

  LaneWiring(
      NodeSettings settings,
      LedgerBook book,
      Taps taps,
      RescueStore rescue,
      ActorSystem<?> system) {
    this.taps = taps;
    this.settings = settings;
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

  /** Lanes by sink name; sink names are unique over the node. */
  Map<String, Outlet> outlets() {
    return outlets;
  }

  /** The same lanes, for replays. */
  Map<String, ReplayTarget> targets() {
    return targets;
  }

  Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> make(GroupSettings.Kind... kinds) {
    Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> lanes = new LinkedHashMap<>();
    for (GroupSettings.Kind kind : kinds) {
      settings.groups().stream()
          .filter(group -> group.kind() == kind)
          .forEach(group -> lanes.putAll(make(group)));
    }
    return lanes;
  }

  Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> make(GroupSettings group) {
    Map<String, ChildFactory<SinkLane.Event, SinkLane.Command>> lanes = new LinkedHashMap<>();
    for (SinkSettings sink : group.sinks()) {
      CompletableFuture<Reason> stopAsked = new CompletableFuture<>();
      Lane lane = lane(group, sink, stopAsked);
      TapPoint tap = taps.point(Taps.Part.SINK, sink.name());
      outlets.put(sink.name(), new TappedOutlet(lane, tap));
      targets.put(sink.name(), lane);
      String type = type(sink);
      SinkLane.Part part = new SinkLane.Part(lane, group.name(), type, stopAsked);
      lanes.put(sink.name(), parent -> SinkLane.create(part, parent));
    }
    return lanes;
  }

  private Lane lane(GroupSettings group, SinkSettings sink, CompletableFuture<Reason> stopAsked) {
    SinkTally tally = book.sink(group.name(), sink.name());
    Supplier<Encoder> encoders = encoders(group, sink, tally);
    return new Lane(
        sink.lane(),
        new Lane.LaneParts(
            tally,
            destination(sink, tally),
            encoders,
            rescue,
            () -> new RescueEncoder(sink.name(), rules(), encoders.get()),
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
          : new NamedFilesSink(file.settings(), header, blocking, torn);
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

  private Supplier<Encoder> encoders(GroupSettings group, SinkSettings sink, SinkTally tally) {
    Tags tags = Tags.of(List.of(settings.tags(), group.tags(), sink.tags()));
    Supplier<Encoder> encoders =
        sink.encoder().encoders(tags, rules(), n -> tally.note(Reason.INVALID_UTF8, n));
    return sink.destination() instanceof SinkSettings.File file && !file.path().isConstant()
        ? () -> new NamingEncoder(encoders.get(), file.path(), tags, rules())
        : encoders;
  }

  private Rules rules() {
    return new Rules(
        settings.rules().names()::get, settings.rules()::fieldName, settings.rules()::expected);
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
