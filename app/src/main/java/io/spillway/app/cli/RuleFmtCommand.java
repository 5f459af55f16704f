package io.spillway.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

/** Lays out rule files. */
@Command(
    name = "fmt",
    description = "Lay out rule files in one style, in place; - reads one and prints it.",
    footer = {
      "",
      "What is in a bracket stands on one line if it fits into 100 columns, and on one line each"
          + " if",
      "it does not or if you broke the line behind the bracket. Comments stay where they are, and",
      "the rules mean the same. Prints the files it changed; one with errors is left as it is.",
      "",
      "Ends with 0, with --check 1 if a file is laid out otherwise, 78 if one does not compile.",
      "",
      "Examples:",
      "  spillway rule fmt conf/rules",
      "  spillway rule fmt --check a.wpl b.wpl",
      "  spillway rule fmt - < a.wpl"
    })
final class RuleFmtCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE_OR_DIR",
      description = "Rule files, or folders of *.wpl; - for standard input.")
  private final List<Path> rules = new ArrayList<>();

  @Option(names = "--check", description = "Change nothing; say which files would change.")
  private boolean check;

  /** The names of files are all it prints, so this changes how: as one array. */
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (rules.contains(STANDARD_INPUT)) {
      return filter();
    }
    List<String> changed = new ArrayList<>();
    int status = ExitStatus.OK;
    for (RuleFile file : RuleFiles.read(rules)) {
      RuleLayout.Laid laid = RuleLayout.of(file);
      if (!laid.errors().isEmpty()) {
        status = RuleFiles.print(laid.errors(), spec.commandLine().getErr());
      } else if (!laid.text().equals(file.text())) {
        changed.add(file.path());
        if (!check) {
          Files.writeString(Path.of(file.path()), laid.text());
        } else if (status == ExitStatus.OK) {
          status = ExitStatus.FAILED;
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(new ObjectMapper().valueToTree(changed).toString());
    } else {
      changed.forEach(out::println);
    }
    out.flush();
    return status;
  }

  /** From standard input to standard output, which gets a file with errors as it is. */
  private int filter() throws IOException {
    if (rules.size() > 1) {
      throw new CommandFailure(ExitStatus.USAGE, "- stands alone: there is one standard input");
    }
    String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    RuleLayout.Laid laid = RuleLayout.of(new RuleFile("(standard input)", text));
    PrintWriter out = spec.commandLine().getOut();
    if (!check) {
      out.print(laid.text());
      out.flush();
    }
    if (!laid.errors().isEmpty()) {
      return RuleFiles.print(laid.errors(), spec.commandLine().getErr());
    }
    return check && !laid.text().equals(text) ? ExitStatus.FAILED : ExitStatus.OK;
  }
}
