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
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Glob;
import io.spillway.streams.route.Intake;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.route.Router;
import io.spillway.streams.settings.Words;
import io.spillway.streams.source.Receiver;
import io.spillway.streams.source.file.FileSource;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.follow.FollowSettings;
import io.spillway.streams.source.follow.FollowSource;
import io.spillway.streams.source.stdin.StdinSource;
import io.spillway.streams.source.tcp.ReceiveWindow;
import io.spillway.streams.source.tcp.TcpSource;
import io.spillway.streams.source.tcp.TcpSourceSettings;
import io.spillway.streams.source.udp.UdpSource;
import io.spillway.streams.source.udp.UdpSourceSettings;
import io.spillway.streams.source.unix.UnixSource;
import io.spillway.streams.syslog.HeaderMode;
import io.spillway.streams.syslog.SyslogHeaders;
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
  private final NodeSettings settings;
  private final LedgerBook book;
  private final RouteTable table;
  private final ActorSystem<?> system;

  /**
   * What a batch is expected to hold for each of its bytes once it is parsed: its slab and its
   * fields' spans, 2.3 for an access log. Counts until it is parsed, then what it does hold counts.
   */
  private static final double PARSED_EXPANSION = 2.5;

  /** One source's share: a stalled sink must not starve sources that it is not owed to. */
  private final long budgetBytes;

  private final Executor parsing;
  private final Executor blocking;

  /** Part of the ids of connections' records: milliseconds and 32 random bits. */
  private final String start;

  SourceWiring(
      NodeSettings settings,
      LedgerBook book,
      RouteTable table,
      Instant started,
      ActorSystem<?> system,
      Executor blocking) {
    this.blocking = blocking;
    this.settings = settings;
    this.book = book;
    this.table = table;
    this.system = system;
    this.budgetBytes = settings.flow().memoryBudget() / Math.max(1, settings.sources().size());
    this.parsing =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("spillway-parse-dispatcher"));
    this.start =
        Long.toString(started.toEpochMilli())
            + "-"
            + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  }

  ChildFactory<SourceLane.Event, SourceLane.Command> make(SourceSettings source) {
    SourceTally tally = book.source(source.name());
    MemoryBudget budget = budget(source);
    Intake intake = intake(source, tally);
    if (source.transport() instanceof SourceSettings.Tcp tcp) {
      return tcp(source, tcp.settings(), tally, budget, intake);
    }
    if (source.transport() instanceof SourceSettings.Followed followed) {
      return followed(source, followed.settings(), tally, budget, intake);
    }
    if (source.transport() instanceof SourceSettings.Udp udp) {
      UdpSourceSettings its = udp.settings();
      UdpSource sockets =
          new UdpSource(its, settings.name(), start, tally, budget, blocking, Clock.systemUTC());
      String address = its.host() + ":" + its.port();
      return receivers(source, address, sockets.receivers(), intake, tally);
    }
    if (source.transport() instanceof SourceSettings.Unix unix) {
      UnixSource socket =
          new UnixSource(
              unix.settings(), settings.name(), start, tally, budget, blocking, Clock.systemUTC());
      String address = unix.settings().path().toString();
      return receivers(source, address, socket.receivers(), intake, tally);
    }
    if (source.transport() instanceof SourceSettings.Stdin stdin) {
      StdinSource input =
          new StdinSource(
              stdin.settings(), settings.name(), start, tally, budget, blocking, Clock.systemUTC());
      return receivers(source, "", input.receivers(), intake, tally);
    }
    return files(
        source, ((SourceSettings.Files) source.transport()).settings(), tally, budget, intake);
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

  private ChildFactory<SourceLane.Event, SourceLane.Command> files(
      SourceSettings source,
      FileSourceSettings files,
      SourceTally tally,
      MemoryBudget budget,
      Intake intake) {
    FileSource reader =
        new FileSource(files, settings.name(), tally, budget, blocking, Clock.systemUTC());
    FileLane.Part part = new FileLane.Part(source.name(), reader, intake, tally);
    return parent -> FileLane.create(part, parent);
  }

  private ChildFactory<SourceLane.Event, SourceLane.Command> followed(
      SourceSettings source,
      FollowSettings files,
      SourceTally tally,
      MemoryBudget budget,
      Intake intake) {
    Path checkpoint = settings.dataDir().resolve("follow").resolve(source.name() + ".checkpoint");
    FollowLane.Opening opening =
        () ->
            new FollowSource(
                files, settings.name(), tally, budget, checkpoint, blocking, Clock.systemUTC());
    FollowLane.Part part = new FollowLane.Part(source.name(), opening, intake, tally, blocking);
    return parent -> FollowLane.create(part, parent);
  }

  private ChildFactory<SourceLane.Event, SourceLane.Command> tcp(
      SourceSettings source,
      TcpSourceSettings tcp,
      SourceTally tally,
      MemoryBudget budget,
      Intake intake) {
    TcpLane.Part part =
        new TcpLane.Part(
            source.name(),
            Words.of(source.type()),
            tcp.host() + ":" + tcp.port(),
            tcp.maxConnections(),
            new TcpSource(
                tcp,
                settings.name(),
                start,
                tally,
                budget,
                new ReceiveWindow(budgetBytes / 2),
                Clock.systemUTC(),
                system),
            intake,
            tally);
    return parent -> TcpLane.create(part, parent);
  }

  private MemoryBudget budget(SourceSettings source) {
    return new MemoryBudget(budgetBytes, source.parses() ? PARSED_EXPANSION : 1);
  }

  private Intake intake(SourceSettings source, SourceTally tally) {
    if (!source.parses()) {
      return new Intake(
          matchers(source, settings.rules().unparsed(), tally),
          new Router(table, tally),
          0,
          parsing);
    }
    RuleSet rules =
        source.rules().map(globs -> settings.rules().only(anyOf(globs))).orElseGet(settings::rules);
    return new Intake(
        matchers(source, rules, tally),
        new Router(table, tally),
        settings.flow().parseParallelism(),
        parsing);
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
