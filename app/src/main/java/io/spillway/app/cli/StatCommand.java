package io.spillway.app.cli;

import io.spillway.app.settings.Configuration;
import io.spillway.app.stat.Stat;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Counts what is in a node's files; it need not run. */
@Command(
    name = "stat",
    description = "Count the records in the files of sources, outputs and rescue.",
    footer = {
      "",
      "Needs the configuration alone, not a node. Rotated and compressed outputs count, and those",
      "of a path with fields in it. Of sinks that leave no files it says what the last run's",
      "receipt says. Ends with 1 if a file could not be read.",
      "",
      "Examples:",
      "  spillway stat",
      "  spillway stat sink --config my-node",
      "  spillway stat --json | jq '.sinks[] | {sink, records, rescued}'"
    })
final class StatCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "file|sink",
      defaultValue = "file",
      description = {
        "sink, or sink-file: outputs and rescue files only.",
        "Default: file, those of sources too."
      })
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String what;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (!List.of("file", "sink", "sink-file").contains(what)) {
      throw new CommandFailure(
          ExitStatus.USAGE, "stat " + what + ": expected file, sink or sink-file");
    }
    Configuration.Outcome outcome = config.read().withoutMachine();
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    Stat stat = Stat.of(outcome.settings().get(), what.equals("file"));
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(io.spillway.actors.Json.line(stat));
    } else {
      out.print(new StatText(outcome.settings().get().workDir()).of(stat));
    }
    out.flush();
    return stat.wasAllRead() ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
