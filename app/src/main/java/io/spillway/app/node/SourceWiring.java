package io.spillway.app.node;

import io.spillway.actors.FileLane;
import io.spillway.actors.FollowLane;
import io.spillway.actors.ReceiverLane;
import io.spillway.actors.SourceLane;
import io.spillway.actors.Supervisor.ChildFactory;
import io.spillway.actors.TcpLane;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.journal.Journals;
import io.spillway.streams.journal.WriteAhead;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Glob;
import io.spillway.streams.route.Intake;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.route.Router;
import io.spillway.streams.route.Way;
import io.spillway.streams.settings.Words;
import io.spillway.streams.source.Receiver;
import io.spillway.streams.source.file.FileSource;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.follow.FollowSettings;
import io.spillway.streams.source.follow.FollowSource;
import io.spillway.streams.source.stdin.StdinSource;
import io.spillway.streams.source.tcp.ReceiveWindow;
import io.spillway.streams.source.tcp.TcpSource;
import io.spillway.streams.source.udp.UdpSource;
import io.spillway.streams.source.udp.UdpSourceSettings;
import io.spillway.streams.source.unix.UnixSource;
import io.spillway.streams.syslog.HeaderMode;
import io.spillway.streams.syslog.SyslogHeaders;
import io.spillway.streams.tap.Taps;
import io.spillway.streams.wpl.Matcher;
import io.spillway.streams.wpl.RuleSet;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** Makes each source's lane: what it reads, and the way in that its records take. */
final class SourceWiring {
  private final LedgerBook book;
  private final Taps taps;
  private final ActorSystem<?> system;
  private final Journals journals;

  /**
   * What a batch is expected to hold for each of its bytes once it is parsed: its slab and its
   * fields' spans, 2.3 for an access log. Counts until it is parsed, then what it does hold counts.
   */
  private static final double PARSED_EXPANSION = 2.5;

  private final Executor parsing;
  private final Executor blocking;

  /** Part of the ids of connections' records: milliseconds and 32 random bits. */
  private final String start;

  /**
   * A source that runs, with what a reload changes of it.
   *
   * @param inPlace what takes other settings while it runs
   */
  record Made(
      SourceSettings settings,
      SourceTally tally,
      MemoryBudget budget,
      ReceiveWindow window,
      Intake intake,
      InPlace inPlace,
      ChildFactory<SourceLane.Event, SourceLane.Command> actor) {

    /** Whether what runs can take those settings. */
    boolean canBecome(SourceSettings next) {
      return inPlace.takes(next);
    }

    /** Whether it then has to listen anew. */
    boolean listensAnewAs(SourceSettings next) {
      return inPlace.listensAnewAs(next);
    }

    /** As {@link InPlace#prepare}. */
    void prepare(SourceSettings next) {
      inPlace.prepare(next);
    }

    /** What listens takes the settings of this record, open connections keep theirs. */
    void takeSettings() {
      if (inPlace.takes(settings)) {
        inPlace.take(settings);
      }
    }

    /** The same source, under other settings. */
    Made with(SourceSettings next) {
      return new Made(next, tally, budget, window, intake, inPlace, actor);
    }

    /** What its records may hold in memory from now on. */
    void resize(long budgetBytes) {
      budget.resize(budgetBytes);
      window.resize(budgetBytes / 2);
    }
  }

  SourceWiring(
      LedgerBook book,
      Taps taps,
      Instant started,
      ActorSystem<?> system,
      Executor blocking,
      Journals journals) {
    this.journals = journals;
    this.blocking = blocking;
    this.taps = taps;
    this.book = book;
    this.system = system;
    this.parsing =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("spillway-parse-dispatcher"));
    this.start =
        Long.toString(started.toEpochMilli())
            + "-"
            + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  }

  /** One source's share: a stalled sink must not starve sources that it is not owed to. */
  static long budgetBytes(NodeSettings node) {
    return node.flow().memoryBudget() / Math.max(1, node.sources().size());
  }

  /** A source of that node, whose records go by that table. */
  Made make(NodeSettings node, RouteTable table, SourceSettings source) {
    SourceTally tally = book.source(source.name());
    MemoryBudget budget =
        new MemoryBudget(budgetBytes(node), source.parses() ? PARSED_EXPANSION : 1);
    ReceiveWindow window = new ReceiveWindow(budgetBytes(node) / 2);
    int parallelism = source.parses() ? node.flow().parseParallelism() : 0;
    if (source.transport() instanceof SourceSettings.Tcp tcp) {
      WriteAhead ahead = WriteAhead.of(journals, tcp.journal(), budget, tally);
      Intake intake = new Intake(way(node, table, source), parallelism, parsing, ahead);
      TcpSource listening =
          new TcpSource(
              tcp.settings(), node.name(), start, tally, budget, window, Clock.systemUTC(), system);
      TcpLane.Part part =
          new TcpLane.Part(source.name(), Words.of(source.type()), listening, intake, tally);
      return new Made(
          source,
          tally,
          budget,
          window,
          intake,
          InPlace.of(listening, ahead),
          parent -> TcpLane.create(part, parent));
    }
    Intake intake = new Intake(way(node, table, source), parallelism, parsing);
    Lane lane = lane(node, source, tally, budget, intake);
    return new Made(source, tally, budget, window, intake, lane.inPlace(), lane.actor());
  }

  /** The way of a source's records under that node's rules and routes. */
  Way way(NodeSettings node, RouteTable table, SourceSettings source) {
    SourceTally tally = book.source(source.name());
    RuleSet rules = node.rules();
    if (!source.parses()) {
      rules = rules.unparsed();
    } else if (source.rules().isPresent()) {
      rules = rules.only(anyOf(source.rules().get()));
    }
    return new Way(
        matchers(source, rules, tally),
        new Router(table, tally, taps.point(Taps.Part.SOURCE, source.name())));
  }

  private record Lane(InPlace inPlace, ChildFactory<SourceLane.Event, SourceLane.Command> actor) {}

  private Lane lane(
      NodeSettings node,
      SourceSettings source,
      SourceTally tally,
      MemoryBudget budget,
      Intake intake) {
    Clock clock = Clock.systemUTC();
    if (source.transport() instanceof SourceSettings.Followed followed) {
      return new Lane(
          InPlace.NOTHING, followed(node, source, followed.settings(), tally, budget, intake));
    } else if (source.transport() instanceof SourceSettings.Udp udp) {
      UdpSourceSettings its = udp.settings();
      UdpSource sockets = new UdpSource(its, node.name(), start, tally, budget, blocking, clock);
      String address = its.host() + ":" + its.port();
      return new Lane(
          InPlace.of(sockets), receivers(source, address, sockets.receivers(), intake, tally));
    } else if (source.transport() instanceof SourceSettings.Unix unix) {
      UnixSource socket =
          new UnixSource(unix.settings(), node.name(), start, tally, budget, blocking, clock);
      String address = unix.settings().path().toString();
      return new Lane(
          InPlace.of(socket), receivers(source, address, socket.receivers(), intake, tally));
    } else if (source.transport() instanceof SourceSettings.Stdin stdin) {
      StdinSource input =
          new StdinSource(stdin.settings(), node.name(), start, tally, budget, blocking, clock);
      return new Lane(InPlace.NOTHING, receivers(source, "", input.receivers(), intake, tally));
    }
    FileSourceSettings files = ((SourceSettings.Files) source.transport()).settings();
    FileSource reader = new FileSource(files, node.name(), tally, budget, blocking, clock);
    FileLane.Part part = new FileLane.Part(source.name(), reader, intake, tally);
    return new Lane(InPlace.NOTHING, parent -> FileLane.create(part, parent));
  }

  private static ChildFactory<SourceLane.Event, SourceLane.Command> receivers(
      SourceSettings source,
      String address,
      List<Receiver> receivers,
      Intake intake,
      SourceTally tally) {
    ReceiverLane.Part part =
        new ReceiverLane.Part(
            source.name(), Words.of(source.type()), address, receivers, intake, tally);
    return parent -> ReceiverLane.create(part, parent);
  }

  private ChildFactory<SourceLane.Event, SourceLane.Command> followed(
      NodeSettings node,
      SourceSettings source,
      FollowSettings files,
      SourceTally tally,
      MemoryBudget budget,
      Intake intake) {
    Path checkpoint = node.dataDir().resolve("follow").resolve(source.name() + ".checkpoint");
    FollowLane.Opening opening =
        () ->
            new FollowSource(
                files, node.name(), tally, budget, checkpoint, blocking, Clock.systemUTC());
    FollowLane.Part part = new FollowLane.Part(source.name(), opening, intake, tally, blocking);
    return parent -> FollowLane.create(part, parent);
  }

  /** Of a syslog source they see what its headers leave of a message. */
  private static Supplier<Matcher> matchers(
      SourceSettings source, RuleSet rules, SourceTally tally) {
    if (source.connector() instanceof SourceSettings.Syslog syslog
        && syslog.settings().headers() != HeaderMode.KEEP) {
      SyslogHeaders headers =
          new SyslogHeaders(syslog.settings().headers(), rules.fieldNames(), tally);
      return () -> rules.matcher(headers.preface());
    }
    return rules::matcher;
  }

  private static java.util.function.Predicate<String> anyOf(List<String> globs) {
    List<Glob> compiled = globs.stream().map(Glob::new).toList();
    return name -> compiled.stream().anyMatch(glob -> glob.matches(name));
  }
}
