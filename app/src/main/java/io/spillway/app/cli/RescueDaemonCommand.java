package io.spillway.app.cli;

import io.spillway.app.node.Node;
import io.spillway.app.node.RunOptions;
import io.spillway.app.node.RunOptions.Recovery;
import io.spillway.app.node.StopSignals;
import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.flow.LaneSettings.Replay;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the configuration's sinks without its sources, to bring rescue files back. */
@Command(
    name = "daemon",
    description = "Deliver rescue files without taking input, while the node does not run.",
    footer = {
      "",
      "It looks for files every rescue.scan-interval until a signal: USR1, TERM or INT stops it at",
      "a checkpoint, and the next one goes on there. It logs to rescue.log in the log folder.",
      "Exit status: 0 nothing is left, 10 files are left, 78 configuration.",
      "",
      "Examples:",
      "  spillway rescue daemon --config my-node",
      "  spillway rescue daemon --once"
    })
final class RescueDaemonCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(names = "--once", description = "Try what there is, then end.")
  private boolean once;

  @Option(
      names = "--stat",
      paramLabel = "SECONDS",
      converter = Quantities.Time.class,
      description = "Print the ledger at this interval; 500ms and 1m are fine.")
  private @Nullable Duration stat;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    StopSignals signals = StopSignals.installWithUsr1();
    NodeCommand.checkStat(stat);
    Configuration.Outcome outcome = config.readForStart();
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    NodeSettings settings =
        outcome.settings().get().withoutSources(once ? Replay.MANUAL : Replay.AUTO);
    Optional<PrintStream> terminal =
        Terminal.isError() ? Optional.of(System.err) : Optional.empty();
    return Node.run(
        settings,
        new RunOptions(
            false,
            Optional.ofNullable(stat),
            json.isSet(),
            terminal,
            once ? Recovery.ONCE : Recovery.DAEMON),
        signals,
        settings.hasStdoutSink() ? System.err : System.out);
  }
}
