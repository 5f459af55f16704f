package io.spillway.app.cli;

import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueLines;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the records of a rescue file, and why they are there. */
@Command(
    name = "show",
    description = "Show the records of a rescue file, and why they are there.",
    footer = {
      "",
      "One line each: time, reason, attempts, the sink's own words, id, the record.",
      "",
      "Examples:",
      "  spillway rescue show out-2026-11-21_08:00:00.dat",
      "  spillway rescue show data/rescue/rejected/out-2026-11-21_08:00:00.dat --all",
      "  spillway rescue show out-2026-11-21_08:00:00.dat --where reason=timeout --json"
    })
final class RescueShowCommand implements Callable<Integer> {
  @Mixin private final RescueFileOption files = new RescueFileOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "FILE", description = "A path, or a name in the rescue folder.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path file;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      converter = Quantities.Count.class,
      description = "At most so many records. Default: 20.")
  private long limit;

  @Option(names = "--all", description = "All records, however many.")
  private boolean all;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    Shown shown = new Shown();
    files.read(files.find(file), shown);
    PrintWriter err = spec.commandLine().getErr();
    if (shown.more) {
      err.println("there are more; --all shows them");
    }
    if (shown.bad > 0) {
      err.println(shown.bad + " lines can't be read; see: rescue verify");
    }
    return shown.bad == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private final class Shown implements RescueFileOption.Visitor {
    private final PrintWriter out = spec.commandLine().getOut();
    private long count;
    private long bad;
    private boolean more;

    @Override
    public boolean good(RescueLine line, RescueLines at) {
      more = !all && count == limit;
      if (more || out.checkError()) {
        return false;
      }
      count++;
      out.println(json.isSet() ? whole(at) : text(line));
      return true;
    }

    @Override
    public void bad(long lineNumber, String problem) {
      bad++;
    }
  }

  private static String whole(RescueLines at) {
    return new String(at.bytes(), at.start(), at.end() - at.start(), StandardCharsets.UTF_8);
  }

  private static String text(RescueLine line) {
    String raw =
        new String(
            line.bytes(), line.rawStart(), line.rawEnd() - line.rawStart(), StandardCharsets.UTF_8);
    return line.time()
        + " "
        + line.reason()
        + " attempt="
        + line.attempt()
        + (line.detail().isEmpty() ? "" : " \"" + visible(line.detail()) + "\"")
        + " "
        + line.id()
        + " "
        + visible(raw);
  }

  /** Control characters would change what a terminal shows. */
  private static String visible(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '\ufffd' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
