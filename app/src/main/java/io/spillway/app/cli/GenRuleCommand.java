package io.spillway.app.cli;

import io.spillway.app.gen.Lines;
import io.spillway.app.gen.Plan;
import io.spillway.app.gen.SendLog;
import io.spillway.app.gen.Sent;
import io.spillway.app.gen.Traffic;
import io.spillway.app.gen.ValuesFile;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.wpl.LineValues;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleLines;
import io.spillway.streams.wpl.RuleSet;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes lines that rules parse, with values as a side file says. */
@Command(
    name = "rule",
    description = "Make lines that a rule parses wholly, to the very values they were made with.",
    footer = {
      "",
      "The values file is HOCON. Fields go by their names; all else is drawn at random:",
      "  fields {",
      "    status { choices = [200, 404, 500], weights = [90, 8, 2] }",
      "    bytes  { from = 0, to = 5000 }",
      "    client { from = 10.0.0.1, to = 10.0.0.20 }",
      "    when   { from = \"2026-03-05T00:00:00Z\", to = \"2026-03-05T23:59:59Z\" }",
      "  }",
      "  rules { \"/web/access\" { weight = 9, fields { method { choices = [GET] } } } }",
      "",
      "The same seed, rules and values make the same lines; 4,000 are made and sent over and over.",
      "Ends with 1 if a connection broke, 78 if the rules do not compile, or lines can't be made"
          + " of",
      "them or with these values.",
      "",
      "Examples:",
      "  spillway gen rule conf/rules/nginx.wpl --count 10",
      "  spillway gen rule conf/rules /nginx/access --values values.conf -n 1m --to access.log",
      "  spillway gen rule conf/rules --to tcp://127.0.0.1:5140 --rate 5000 --duration 60s"
    })
final class GenRuleCommand implements Callable<Integer> {
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final GenPace pace = new GenPace();

  @Parameters(index = "0", paramLabel = "FILE", description = "A rule file, or a folder of *.wpl.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path rules;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RULE",
      description = "Only of this one, as /PACKAGE/NAME. Default: of all of them.")
  private @Nullable String rule;

  @Option(
      names = "--values",
      paramLabel = "FILE",
      description = "Choices, weights and ranges of fields, weights of rules.")
  private @Nullable Path values;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another one makes other lines. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--to",
      paramLabel = "TARGET",
      defaultValue = "-",
      description = "tcp://HOST:PORT, udp://HOST:PORT, a file to append to. Default: -, here.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String target;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many connections share the lines. Default: 1.")
  private int connections;

  @Option(names = "--octet-counted", description = "Over TCP: frame as RFC 6587 says.")
  private boolean octetCounted;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Optional<String> problem = pace.problem();
    if (problem.isPresent() || connections < 1) {
      throw wrong(problem.orElse("--connections must be at least 1"));
    }
    GenTarget to =
        GenTarget.of(target)
            .orElseThrow(() -> wrong(target + " is not tcp://HOST:PORT or udp://HOST:PORT"));
    Problems problems = new Problems();
    LineValues given = values == null ? LineValues.ANY : ValuesFile.read(values, problems);
    if (!problems.isEmpty()) {
      return ProblemPrinter.print(problems.sorted(), json.isSet(), spec.commandLine());
    }
    List<RuleFile> files = RuleFiles.read(List.of(rules));
    RuleSet.compile(files).rules().ifPresent(this::mustHaveTheRule);
    RuleLines.Making making =
        RuleLines.of(files, name -> rule == null || name.equals(rule), "", seed, given);
    if (making.lines().isEmpty()) {
      return RuleFiles.print(making.errors(), spec.commandLine().getErr());
    }
    Lines lines = Lines.made(making.lines().get()::line);
    try (Interrupt interrupt = Interrupt.watch()) {
      Plan plan = pace.plan(interrupt::came);
      return send(new Traffic(lines, plan, connections, false, SendLog.NONE), to);
    }
  }

  private void mustHaveTheRule(RuleSet all) {
    List<String> names = all.names().subList(0, all.names().size() - 1);
    if (names.isEmpty() || (rule != null && !names.contains(rule))) {
      String has = names.isEmpty() ? "no rule" : String.join(", ", names);
      throw new CommandFailure(ExitStatus.CONFIGURATION, rules + " has " + has);
    }
  }

  private int send(Traffic traffic, GenTarget to) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean here = target.equals("-");
    Sent sent =
        here
            ? traffic.stream(new FileOutputStream(FileDescriptor.out))
            : to.send(traffic, octetCounted, progress -> {});
    if (!here && json.isSet()) {
      out.println(SentReport.asJson(sent));
    } else if (!here) {
      SentReport.print(sent, out);
    }
    out.flush();
    return sent.broken().stream().allMatch(String::isEmpty) ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
