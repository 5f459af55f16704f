package io.spillway.app.cli;

import io.spillway.app.settings.Configuration;
import io.spillway.app.validate.Validation;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds what is in a node's files against what its configuration expects; it need not run. */
@Command(
    name = "validate",
    description = "Hold the counts of outputs against what the configuration expects of them.",
    footer = {
      "",
      "Reads expect { } of groups and sinks, counts as spillway stat does, and shows of each",
      "expectation the count, what it is a part of, and where both come from. Without --input all",
      "that the sources took is the lines of their files, if all sources read files once; else"
          + " what",
      "the last run's receipt says; else it is not known.",
      "",
      "Exit status: 0 PASS, WARN or SKIPPED; 1 FAIL, UNKNOWN (a count is missing) or NOTHING (no",
      "expectation); 78 configuration.",
      "",
      "Examples:",
      "  spillway validate",
      "  spillway validate -v --input 10000 --config my-node",
      "  spillway validate --json | jq -r '.findings[] | [.sink, .actual, .verdict] | @tsv'"
    })
final class ValidateCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "sink-file",
      defaultValue = "sink-file",
      description = "May be said; there is nothing else to validate.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String what;

  @Option(
      names = {"--input", "--input-cnt"},
      paramLabel = "N",
      converter = Quantities.Count.class,
      description = "How many records the sources took.")
  private @Nullable Long input;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show every file that was counted.")
  private boolean verbose;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (!List.of("file", "sink", "sink-file").contains(what)) {
      throw new CommandFailure(ExitStatus.USAGE, "validate " + what + ": expected sink-file");
    }
    Configuration.Outcome outcome = config.read().withoutMachine();
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    OptionalLong given = input == null ? OptionalLong.empty() : OptionalLong.of(input);
    Validation validation = Validation.of(outcome.settings().get(), given);
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(io.spillway.actors.Json.line(validation));
    } else {
      StatText text = new StatText(outcome.settings().get().workDir());
      out.print(new ValidationText(text, verbose).of(validation));
    }
    out.flush();
    return validation.verdict().isGood() ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
