package io.spillway.app.node;

import io.spillway.actors.FileLane;
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
import io.spillway.streams.source.file.FileSource;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.tcp.ReceiveWindow;
import io.spillway.streams.source.tcp.TcpSource;
import io.spillway.streams.source.tcp.TcpSourceSettings;
import io.spillway.streams.wpl.RuleSet;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
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
    this.budgetBytes = settings.flow().memoryBudget() / settings.sources().size();
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
    if (source.connector() instanceof SourceSettings.Tcp tcp) {
      return tcp(source, tcp.settings(), tally, budget, intake);
    }
    return files(
        source, ((SourceSettings.Files) source.connector()).settings(), tally, budget, intake);
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

  private ChildFactory<SourceLane.Event, SourceLane.Command> tcp(
      SourceSettings source,
      TcpSourceSettings tcp,
      SourceTally tally,
      MemoryBudget budget,
      Intake intake) {
    TcpLane.Part part =
        new TcpLane.Part(
            source.name(),
            tcp.host() + ":" + tcp.port(),
            tcp.maxConnections(),
            new TcpSource(
                tcp,
                settings.name(),
                start,
                tally,
                budget,
                new ReceiveWindow(budgetBytes / 4),
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
      return new Intake(settings.rules().unparsed()::matcher, new Router(table, tally), 0, parsing);
    }
    RuleSet rules =
        source.rules().map(globs -> settings.rules().only(anyOf(globs))).orElseGet(settings::rules);
    return new Intake(
        rules::matcher, new Router(table, tally), settings.flow().parseParallelism(), parsing);
  }

  private static java.util.function.Predicate<String> anyOf(List<String> globs) {
    List<Glob> compiled = globs.stream().map(Glob::new).toList();
    return name -> compiled.stream().anyMatch(glob -> glob.matches(name));
  }
}
