package io.spillway.app.cli;

import io.spillway.app.node.Node;
import io.spillway.app.node.RunOptions;
import io.spillway.app.node.StopSignals;
import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.FollowChecks;
import io.spillway.app.settings.NodeSettings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code run} and {@code batch} share. */
abstract class NodeCommand implements Callable<Integer> {
  private static final Duration SHORTEST_STAT = Duration.ofMillis(10);

  private final boolean batch;

  @Mixin private final ConfigOption config = new ConfigOption();

  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--stat",
      paramLabel = "SECONDS",
      converter = Quantities.Time.class,
      description = "Print the ledger at this interval; 500ms and 1m are fine.")
  private @Nullable Duration stat;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  NodeCommand(boolean batch) {
    this.batch = batch;
  }

  @Override
  public Integer call() {
    StopSignals signals = StopSignals.install();
    checkStat(stat);
    Configuration.Outcome outcome = config.readForStart();
    if (batch) {
      outcome = FollowChecks.checkEnding(outcome);
    }
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    ProblemPrinter.warn(outcome.warnings(), spec.commandLine().getErr());
    Optional<Duration> every = Optional.ofNullable(stat);
    Optional<PrintStream> terminal =
        Terminal.isError() ? Optional.of(System.err) : Optional.empty();
    NodeSettings settings = outcome.settings().get();
    return Node.run(
        settings,
        new RunOptions(batch, every, json.isSet(), terminal, RunOptions.Recovery.NONE),
        signals,
        settings.hasStdoutSink() ? System.err : System.out);
  }

  /** Ends the command if the ledger were to be printed without a pause. */
  static void checkStat(@Nullable Duration stat) {
    if (stat != null && stat.compareTo(SHORTEST_STAT) < 0) {
      throw new CommandFailure(ExitStatus.USAGE, "--stat must be at least 10ms");
    }
  }
}
