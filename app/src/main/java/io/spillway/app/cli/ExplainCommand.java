package io.spillway.app.cli;

import io.spillway.app.explain.Explain;
import io.spillway.app.explain.ExplainText;
import io.spillway.app.explain.Explanation;
import io.spillway.app.settings.Configuration;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what a configuration does with records, without a node. */
@Command(
    name = "explain",
    description = "Show the pipeline of a configuration and what each way through it guarantees.",
    footer = {
      "",
      "Needs no running node; what one runs with: curl http://HOST:PORT/api/explain",
      "In a pipe every guarantee is one line. Ends with 78 if the configuration is wrong.",
      "",
      "Examples:",
      "  spillway explain --config /etc/spillway",
      "  spillway explain | grep 'logs -> '",
      "  spillway explain --json | jq -r '.routes[] | .source + \" \" + .sink + \" \" + .guarantee'"
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration.Outcome outcome = config.read();
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    Explanation explanation = Explain.of(outcome.settings().get());
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(io.spillway.actors.Json.line(explanation));
    } else {
      out.print(ExplainText.of(explanation, Terminal.look()));
    }
    out.flush();
    return ExitStatus.OK;
  }
}
