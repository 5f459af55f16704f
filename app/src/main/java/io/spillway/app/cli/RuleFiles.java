package io.spillway.app.cli;

import io.spillway.streams.wpl.RuleError;
import io.spillway.streams.wpl.RuleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rule files named on a command line, and how their errors are told. */
final class RuleFiles {
  private RuleFiles() {}

  /** Reads files, and the {@code *.wpl} of folders by name, in the order given. */
  static List<RuleFile> read(List<Path> paths) throws IOException {
    List<RuleFile> files = new ArrayList<>();
    for (Path path : paths) {
      for (Path file : Files.isDirectory(path) ? inFolder(path) : List.of(readable(path))) {
        files.add(new RuleFile(file.toString(), Files.readString(file)));
      }
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files = all.filter(file -> file.toString().endsWith(".wpl")).sorted().toList();
      if (files.isEmpty()) {
        throw new CommandFailure(ExitStatus.CONFIGURATION, "no *.wpl in " + folder);
      }
      return files;
    }
  }

  static Path readable(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, "can't read " + file);
    }
    return file;
  }

  /** Prints every error with its place; the exit status of a command that goes no further. */
  static int print(List<RuleError> errors, PrintWriter err) {
    errors.forEach(error -> err.println(error.render() + "\n"));
    err.flush();
    return ExitStatus.CONFIGURATION;
  }
}
