package io.spillway.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleSet;
import io.spillway.streams.wpl.RuleTimes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures rules on lines, on one core. */
@Command(
    name = "bench",
    description = "Measure rules on lines: lines/s and bytes/s on one core, per rule, and misses.",
    footer = {
      "",
      "Examples:",
      "  spillway rule bench --rules conf/rules --input access.log --seconds 5"
    })
final class RuleBenchCommand implements Callable<Integer> {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final int MOST_BYTES = 64 << 20;
  private static final double MEGA = 1e6;

  @Option(
      names = "--rules",
      required = true,
      arity = "1..*",
      paramLabel = "FILE_OR_DIR",
      description = "Rule files, or folders of *.wpl, tried in this order.")
  private final List<Path> rules = new ArrayList<>();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "The lines; of a large file the first 64 MiB.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path input;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How long to measure, after as long to warm up. Default: 3.")
  private int seconds;

  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1 || seconds > 600) {
      throw new CommandFailure(ExitStatus.USAGE, "--seconds must be from 1 to 600");
    }
    Compilation compilation = RuleSet.compile(RuleFiles.read(rules));
    if (compilation.rules().isEmpty()) {
      return RuleFiles.print(compilation.errors(), spec.commandLine().getErr());
    }
    byte[] lines;
    try (var in = Files.newInputStream(RuleFiles.readable(input))) {
      lines = in.readNBytes(MOST_BYTES);
    }
    RuleTimes times =
        RuleTimes.measure(compilation.rules().get(), lines, Duration.ofSeconds(seconds));
    if (times.lines() == 0) {
      throw new CommandFailure(ExitStatus.FAILED, input + " has no lines");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      printJson(times, out);
    } else {
      print(times, out);
    }
    out.flush();
    return ExitStatus.OK;
  }

  private static void print(RuleTimes times, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%,d lines, %,d bytes: %,.0f lines/s, %.1f MB/s on one core%n%n",
        times.lines(),
        times.bytes(),
        times.linesPerSecond(),
        times.bytesPerSecond() / MEGA);
    Table table = new Table(1, "rule", "lines", "of lines", "of time", "ns a line", "MB/s");
    for (RuleTimes.Share share : times.shares()) {
      table.row(
          share.rule().isEmpty() ? "(missed)" : share.rule(),
          share.lines(),
          percent((double) share.lines(), (double) times.lines()),
          percent(share.nanosPerPass(), times.nanosPerPass()),
          String.format(Locale.ROOT, "%.0f", share.nanosPerPass() / share.lines()),
          String.format(Locale.ROOT, "%.0f", share.bytes() * 1000 / share.nanosPerPass()));
    }
    out.print(table.render());
  }

  private static String percent(double part, double whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * part / whole);
  }

  private static void printJson(RuleTimes times, PrintWriter out) {
    ObjectNode all = JACKSON.createObjectNode();
    all.put("lines", times.lines()).put("bytes", times.bytes());
    all.put("lines_per_second", times.linesPerSecond());
    all.put("bytes_per_second", times.bytesPerSecond());
    var shares = all.putArray("rules");
    for (RuleTimes.Share share : times.shares()) {
      ObjectNode node = shares.addObject();
      node.put("rule", share.rule()).put("lines", share.lines()).put("bytes", share.bytes());
      node.put("nanos_per_line", share.nanosPerPass() / share.lines());
      node.put("share_of_time", share.nanosPerPass() / times.nanosPerPass());
    }
    out.println(all);
  }
}
