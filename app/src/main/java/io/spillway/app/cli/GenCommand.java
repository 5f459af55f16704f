package io.spillway.app.cli;

import io.spillway.app.gen.Lines;
import io.spillway.app.gen.Plan;
import io.spillway.app.gen.SendLog;
import io.spillway.app.gen.Sent;
import io.spillway.app.gen.Traffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Makes log traffic, to try a configuration or to load a node. */
@Command(
    name = "gen",
    description = "Send generated, sample or rule-made lines over TCP, UDP or to a file.",
    subcommands = GenRuleCommand.class,
    footer = {
      "",
      "Ends with 1 if a connection broke; then says which line was the last it wrote.",
      "Ends with 78 if the rules do not compile, or lines can't be made of them.",
      "",
      "Examples:",
      "  spillway gen tcp://127.0.0.1:5140 --count 200000",
      "  spillway gen tcp://127.0.0.1:5140 --kind rfc5424 --octet-counted -n 1m --connections 4",
      "  spillway gen udp://127.0.0.1:5140 --kind rfc3164 --rate 5000 --duration 60s",
      "  spillway gen access.log --samples old.log --count 1m --mark",
      "  spillway gen tcp://127.0.0.1:5140 --rules conf/rules --rule /nginx/access --seed 7",
      "  spillway gen rule conf/rules/nginx.wpl --count 10      (see spillway gen rule --help)",
      "  spillway gen tcp://127.0.0.1:5140 --rate 20k --profile sine --period 30s --duration 5m"
    })
final class GenCommand implements Callable<Integer> {
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final GenLines lines = new GenLines();
  @Mixin private final GenPace pace = new GenPace();

  @Parameters(
      arity = "0..1",
      paramLabel = "TARGET",
      description = "tcp://HOST:PORT, udp://HOST:PORT, or a file to append to.")
  private @Nullable String target;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many connections share the lines. Default: 1.")
  private int connections;

  @Option(names = "--octet-counted", description = "Over TCP: frame as RFC 6587 says.")
  private boolean octetCounted;

  @Option(
      names = "--mark",
      description = "Each line carries its connection and sequence, as cid03s0000012345.")
  private boolean mark;

  @Option(
      names = "--log-sends",
      description =
          "Write to standard error, for each send, its connection, the offset of its first byte"
              + " (seq), its records and bytes.")
  private boolean logSends;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Write \"conn N LINES\" per connection: the lines it wrote completely.")
  private @Nullable Path state;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (connections < 1 || (mark && connections > Traffic.MOST_MARKED)) {
      throw wrong("--connections must be at least 1, and at most 100 with --mark");
    }
    if (target == null) {
      throw wrong("Name a TARGET: tcp://HOST:PORT, udp://HOST:PORT, or a file to append to.");
    }
    GenTarget to =
        GenTarget.of(target)
            .orElseThrow(() -> wrong(target + " is not tcp://HOST:PORT or udp://HOST:PORT"));
    Optional<String> problem = lines.problem().or(pace::problem);
    if (problem.isPresent()) {
      throw wrong(problem.get());
    }
    Optional<Lines> what = lines.lines(mark, spec.commandLine().getErr());
    if (what.isEmpty()) {
      return ExitStatus.CONFIGURATION;
    }
    try (Interrupt interrupt = Interrupt.watch()) {
      Plan plan = pace.plan(interrupt::came);
      SendLog log = logSends ? this::logSend : SendLog.NONE;
      Traffic traffic = new Traffic(what.get(), plan, connections, mark, log);
      return report(to.send(traffic, octetCounted, this::progress));
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.FAILED, "can't write to " + target + ": " + e);
    }
  }

  private void logSend(int connection, long seq, long records, long bytes) {
    spec.commandLine()
        .getErr()
        .println(
            "DEBUG data.gen sent connection="
                + connection
                + " seq="
                + seq
                + " records="
                + records
                + " bytes="
                + bytes);
  }

  private int report(Sent sent) {
    if (Terminal.isError()) {
      SentReport.clear(spec.commandLine().getErr());
    }
    if (state != null) {
      writeState(state, SentReport.state(sent));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(SentReport.asJson(sent));
    } else {
      SentReport.print(sent, out);
    }
    out.flush();
    return sent.broken().stream().allMatch(String::isEmpty) ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private static void writeState(Path state, String text) {
    try {
      Files.writeString(state, text);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.FAILED, "can't write " + state + ": " + e);
    }
  }

  private void progress(Sent sent) {
    if (Terminal.isError() && !json.isSet()) {
      SentReport.progress(sent, spec.commandLine().getErr());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
