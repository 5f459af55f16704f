package io.spillway.app.cli;

import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueLines;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads rescue files through and names each line that is not whole. */
@Command(
    name = "verify",
    description = "Check every line of rescue files, and name those that can't be read.",
    footer = {
      "",
      "Without FILE all that are in the rescue folder and among the rejected, but for those that a",
      "running node is writing.",
      "",
      "Exit status: 0 all lines are whole, 1 some are not.",
      "",
      "Examples:",
      "  spillway rescue verify",
      "  spillway rescue verify data/rescue/*.dat"
    })
final class RescueVerifyCommand implements Callable<Integer> {
  @Mixin private final RescueFileOption files = new RescueFileOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Paths, or names in the rescue folder. Default: all.")
  private List<Path> named = List.of();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    long bad = 0;
    for (Path file : named.isEmpty() ? all() : named.stream().map(files::find).toList()) {
      Checked checked = new Checked(file, spec.commandLine().getOut());
      files.read(file, checked);
      checked.summary();
      bad += checked.bad;
    }
    return bad == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private List<Path> all() {
    List<Path> all = files.all();
    if (all.isEmpty()) {
      spec.commandLine().getOut().println("no rescue files in " + files.folder());
    }
    return all;
  }

  private static final class Checked implements RescueFileOption.Visitor {
    private final Path file;
    private final PrintWriter out;
    private long records;
    private long bad;

    Checked(Path file, PrintWriter out) {
      this.file = file;
      this.out = out;
    }

    @Override
    public boolean good(RescueLine line, RescueLines at) {
      records++;
      return true;
    }

    @Override
    public void bad(long lineNumber, String problem) {
      bad++;
      out.println(file + ":" + lineNumber + ": " + problem);
    }

    void summary() {
      out.println(String.format(Locale.ROOT, "%s: %,d records, %,d bad lines", file, records, bad));
    }
  }
}
