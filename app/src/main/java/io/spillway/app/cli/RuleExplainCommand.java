package io.spillway.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleExplanation;
import io.spillway.streams.wpl.RuleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how one line was matched, or where each rule gave up. */
@Command(
    name = "explain",
    description = "Show how a line is read, or where each rule gave up.",
    footer = {
      "",
      "Ends with 0 if a rule matched, 1 if none did, 78 if the rules do not compile.",
      "",
      "Examples:",
      "  spillway rule explain --rules conf/rules '10.1.2.3 - - [05/Mar/2024:08:09:10 +0200]'"
    })
final class RuleExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "LINE", description = "The line, without its end.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String line;

  @Option(
      names = "--rules",
      required = true,
      arity = "1",
      paramLabel = "FILE_OR_DIR",
      description = "Rule files, or folders of *.wpl, tried in this order; may be given again.")
  private final List<Path> rules = new ArrayList<>();

  @Option(names = "--all", description = "Go on behind the rule that matched.")
  private boolean all;

  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Compilation compilation = RuleSet.compile(RuleFiles.read(rules));
    if (compilation.rules().isEmpty()) {
      return RuleFiles.print(compilation.errors(), spec.commandLine().getErr());
    }
    boolean colour = Terminal.isOut() && System.getenv("NO_COLOR") == null;
    RuleExplanation explanation =
        RuleExplanation.of(compilation.rules().get(), line, System.currentTimeMillis(), all);
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(new ObjectMapper().valueToTree(explanation.steps()).toString());
    } else {
      out.print(explanation.text(colour));
    }
    out.flush();
    return explanation.matched() ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
