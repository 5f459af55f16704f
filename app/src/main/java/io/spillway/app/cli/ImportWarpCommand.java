package io.spillway.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.app.warp.Finding;
import io.spillway.app.warp.ImportReport;
import io.spillway.app.warp.Verdict;
import io.spillway.app.warp.WarpImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the configuration that does what a Warp Parse project does. */
@Command(
    name = "import-warp",
    description = "Write a configuration that does what the Warp Parse project in DIR does.",
    footer = {
      "",
      "Reads conf/wparse.toml, connectors, topology, models and filters; changes nothing there.",
      "Says of every key whether it is mapped, differs (how), or has no counterpart (what to do),",
      "and writes that into import-report.txt beside the configuration. Relative paths stay as",
      "they are and start from --work-dir of spillway run.",
      "",
      "Ends with 0 if everything has a counterpart, 1 if something has none, 64 if DIR is no",
      "project or the output folder is not empty.",
      "",
      "Examples:",
      "  spillway import-warp /opt/wparse --out new",
      "  spillway check --no-system --config new",
      "  spillway run --config new --work-dir /opt/wparse",
      "  spillway import-warp . --out new --json | jq '.findings[] | select(.verdict == \"none\")'"
    })
final class ImportWarpCommand implements Callable<Integer> {
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "DIR", description = "The project's folder, which has conf/wparse.toml.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path project;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "The folder to write to. Default: the project's name and -spillway, here.")
  private @Nullable Path out;

  @Option(names = "--force", description = "Write into a folder that is not empty.")
  private boolean force;

  @Option(names = "--all", description = "Print what is mapped as well, not only the rest.")
  private boolean all;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(project.resolve(WarpImport.ENGINE))) {
      throw new CommandFailure(
          ExitStatus.USAGE, project + " is no Warp Parse project: it has no " + WarpImport.ENGINE);
    }
    Path target = out == null ? usual() : out;
    if (!force && !isEmpty(target)) {
      throw new CommandFailure(
          ExitStatus.USAGE, target + " is not empty; name another folder, or take --force");
    }
    ImportReport report = WarpImport.run(project, target);
    PrintWriter to = spec.commandLine().getOut();
    if (json.isSet()) {
      to.println(asJson(report));
    } else {
      print(report, target, to);
    }
    to.flush();
    return report.count(Verdict.NONE) == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private Path usual() {
    return Path.of(project.toAbsolutePath().normalize().getFileName() + "-spillway");
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private void print(ImportReport report, Path target, PrintWriter to) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict == Verdict.MAPPED && !all) {
        continue;
      }
      report.findings().stream()
          .filter(finding -> finding.verdict() == verdict)
          .forEach(finding -> to.println(line(finding)));
    }
    report.written().forEach(file -> to.println("wrote " + target.resolve(file)));
    to.println(report.sums() + "; all of it: " + target.resolve("import-report.txt"));
    to.println("next: spillway check --no-system --config " + target);
    to.println("      spillway run --config " + target + " --work-dir " + project);
  }

  private static String line(Finding finding) {
    String key = finding.key().isEmpty() ? "" : ": " + finding.key();
    String value = finding.value().isEmpty() ? "" : " = " + finding.value();
    String note = finding.note().isEmpty() ? "" : ": " + finding.note();
    return finding.verdict().word() + "  " + finding.file() + key + value + note;
  }

  private static ObjectNode asJson(ImportReport report) {
    ObjectNode object = Json.object().put("project", report.project().toString());
    object.put("folder", report.target().toString());
    for (Verdict verdict : Verdict.values()) {
      object.put(name(verdict), report.count(verdict));
    }
    ArrayNode findings = object.putArray("findings");
    for (Finding finding : report.findings()) {
      ObjectNode one = findings.addObject().put("file", finding.file()).put("key", finding.key());
      one.put("value", finding.value()).put("verdict", name(finding.verdict()));
      one.put("here", finding.here()).put("note", finding.note());
    }
    report.others().forEach(object.putArray("others")::add);
    report.written().forEach(object.putArray("written")::add);
    return object;
  }

  private static String name(Verdict verdict) {
    return verdict.name().toLowerCase(java.util.Locale.ROOT);
  }
}
