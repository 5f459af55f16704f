package io.spillway.app.cli;

import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleSet;
import io.spillway.streams.wpl.RuleTrial;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries rules on lines, and says of each what became of it. */
@Command(
    name = "parse",
    description = "Parse lines with rules; print one line of JSON for each.",
    footer = {
      "",
      "Ends with 0 if all lines parsed, 1 if some missed, 78 if the rules do not compile.",
      "",
      "Examples:",
      "  spillway rule parse --rules conf/rules --input access.log",
      "  tail -n 100 app.log | spillway rule parse --rules a.wpl b.wpl | jq .fields"
    })
final class RuleParseCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int BUFFER = 1 << 16;

  @Option(
      names = "--rules",
      required = true,
      arity = "1..*",
      paramLabel = "FILE_OR_DIR",
      description = "Rule files, or folders of *.wpl, tried in this order.")
  private final List<Path> rules = new ArrayList<>();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      defaultValue = STANDARD_INPUT,
      description = "The lines. Default: -, standard input.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String input;

  @Option(
      names = "--residue-limit",
      paramLabel = "PERCENT",
      defaultValue = "20",
      description = "Longest tail a rule may leave unread, in percent of the line. Default: 20.")
  private int residueLimit;

  /** Printing JSON is all this command does; the option is there as on every command. */
  @Mixin
  @SuppressWarnings("UnusedVariable")
  private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (residueLimit < 0 || residueLimit > 100) {
      throw new CommandFailure(ExitStatus.USAGE, "--residue-limit must be from 0 to 100");
    }
    Compilation compilation = RuleSet.compile(RuleFiles.read(rules), residueLimit / 100.0);
    if (!compilation.errors().isEmpty() || compilation.rules().isEmpty()) {
      return RuleFiles.print(compilation.errors(), spec.commandLine().getErr());
    }
    return parse(compilation.rules().get());
  }

  private int parse(RuleSet rules) throws IOException {
    OutputStream out = new BufferedOutputStream(System.out, BUFFER);
    RuleTrial.Counts counts;
    if (STANDARD_INPUT.equals(input)) {
      counts = RuleTrial.run(rules, System.in, out, System.currentTimeMillis());
    } else {
      try (InputStream in = Files.newInputStream(RuleFiles.readable(Path.of(input)))) {
        counts = RuleTrial.run(rules, in, out, System.currentTimeMillis());
      }
    }
    if (Terminal.isError()) {
      spec.commandLine()
          .getErr()
          .printf(
              "%d lines: %d parsed, %d of them with a residue, %d missed%n",
              counts.lines(), counts.parsed(), counts.withResidue(), counts.missed());
    }
    return counts.missed() == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
