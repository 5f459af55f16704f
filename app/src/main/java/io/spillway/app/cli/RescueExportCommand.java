package io.spillway.app.cli;

import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueLines;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the records of a rescue file to standard output. */
@Command(
    name = "export",
    description = "Write the records of a rescue file to standard output; the file stays.",
    footer = {
      "",
      "Bad lines are left out and counted: the exit status is 1 then.",
      "",
      "Examples:",
      "  spillway rescue export out-2026-11-21_08:00:00.dat --raw > lines.log",
      "  spillway rescue export out-2026-11-21_08:00:00.dat --jsonl --where reason=too_large"
    })
final class RescueExportCommand implements Callable<Integer> {
  @Mixin private final RescueFileOption files = new RescueFileOption();

  @Parameters(paramLabel = "FILE", description = "A path, or a name in the rescue folder.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path file;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Format format;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /** One of the two. */
  static final class Format {
    @Option(names = "--raw", required = true, description = "The records as they were received.")
    private boolean raw;

    @Option(names = "--jsonl", required = true, description = "The rescue lines, one object each.")
    private boolean jsonl;
  }

  @Override
  public Integer call() throws IOException {
    Path found = files.find(file);
    try (OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      Copied copied = new Copied(out);
      files.read(found, copied);
      if (copied.bad > 0) {
        spec.commandLine()
            .getErr()
            .println(copied.bad + " lines can't be read and are left out; see: rescue verify");
      }
      return copied.bad == 0 ? ExitStatus.OK : ExitStatus.FAILED;
    }
  }

  private final class Copied implements RescueFileOption.Visitor {
    private final OutputStream out;
    private long bad;

    Copied(OutputStream out) {
      this.out = out;
    }

    @Override
    public boolean good(RescueLine line, RescueLines at) {
      try {
        copy(line, at);
      } catch (IOException e) {
        throw new CommandFailure(ExitStatus.FAILED, "can't write to standard output: " + e);
      }
      return true;
    }

    private void copy(RescueLine line, RescueLines at) throws IOException {
      if (format.jsonl) {
        out.write(at.bytes(), at.start(), at.end() - at.start());
      } else if (format.raw) {
        out.write(line.bytes(), line.rawStart(), line.rawEnd() - line.rawStart());
      }
      out.write('\n');
    }

    @Override
    public void bad(long lineNumber, String problem) {
      bad++;
    }
  }
}
