package io.spillway.app.cli;

import io.spillway.app.rescue.Where;
import io.spillway.app.settings.Configuration;
import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.rescue.RescueFolder;
import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueLines;
import io.spillway.streams.rescue.RescueName.Form;
import io.spillway.streams.rescue.RescueSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Reads rescue files for commands: by path, or by name in the configuration's rescue folder. Only
 * reads, so that it needs neither the node nor the folder's lock.
 */
final class RescueFileOption {
  private static final int AT_ONCE = 1 << 20;

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--where",
      paramLabel = "KEY=VALUE",
      description = "Only records with that reason, source, rule, kind or id.")
  private final Map<String, String> where = new LinkedHashMap<>();

  /** What to do with the lines of a file. */
  interface Visitor {
    /** A good line that is asked for; false if no more are wanted. */
    boolean good(RescueLine line, RescueLines at) throws IOException;

    /** A bad line, or what stands behind the last line feed. */
    default void bad(long lineNumber, String problem) {}
  }

  /** Goes through a file; what can't be read ends the command. */
  void read(Path file, Visitor visitor) {
    Where asked = where();
    try (RescueLines lines = new RescueLines(file, 0, AT_ONCE)) {
      read(lines, asked, visitor);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.FAILED, "can't read " + file + ": " + e);
    }
  }

  private static void read(RescueLines lines, Where asked, Visitor visitor) throws IOException {
    RescueLine line = new RescueLine();
    long number = 0;
    while (lines.next()) {
      while (lines.line()) {
        number++;
        if (lines.start() < lines.end()) {
          if (!line.read(lines.bytes(), lines.start(), lines.end())) {
            visitor.bad(number, line.problem());
          } else if (asked.matches(line) && !visitor.good(line, lines)) {
            return;
          }
        }
      }
    }
    if (lines.rest() > 0) {
      visitor.bad(number + 1, "it has no line feed: torn, or being written");
    }
  }

  private Where where() {
    try {
      return new Where(where);
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(ExitStatus.USAGE, "--" + wrong.getMessage());
    }
  }

  /** The file itself, or the one of that name in the rescue folder or among the rejected. */
  Path find(Path named) {
    if (Files.isRegularFile(named)) {
      return named;
    }
    RescueSettings rescue = settings();
    for (Path folder : List.of(rescue.folder(), rescue.rejected())) {
      Path file = folder.resolve(named);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new CommandFailure(
        ExitStatus.FAILED,
        "there is no file " + named + ", here or in " + rescue.folder() + "; see: rescue ls");
  }

  /** All files, oldest first and the rejected last, but for those that a node is writing. */
  List<Path> all() {
    RescueSettings rescue = settings();
    List<Path> all = new ArrayList<>();
    try {
      boolean written = OwnerLock.isTaken(rescue.folder());
      for (Path folder : List.of(rescue.folder(), rescue.rejected())) {
        for (RescueFolder.Found found : new RescueFolder(folder).files()) {
          if (found.form() == Form.DAT || (found.form() == Form.LOCK && !written)) {
            all.add(folder.resolve(found.name().in(found.form())));
          }
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.FAILED, "can't read " + rescue.folder() + ": " + e);
    }
    return all;
  }

  /** The configuration's rescue folder. */
  Path folder() {
    return settings().folder();
  }

  private RescueSettings settings() {
    Configuration.Outcome outcome = config.read();
    return outcome
        .settings()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitStatus.CONFIGURATION,
                    config.file() + " has mistakes, see: spillway check; or name the file's path"))
        .rescue();
  }
}
