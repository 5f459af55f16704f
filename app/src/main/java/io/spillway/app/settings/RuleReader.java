package io.spillway.app.settings;

import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Section;
import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleError;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and compiles the rule files of a configuration. */
final class RuleReader {
  private final Path folder;

  RuleReader(Path folder) {
    this.folder = folder;
  }

  /**
   * The files that {@code rules} names, in order, each once. That the default names none matters
   * only to sources that parse, see {@link CrossChecks}.
   */
  List<RuleFile> files(Section root) {
    Map<Path, RuleFile> files = new LinkedHashMap<>();
    for (String pattern : root.strings("rules")) {
      List<Path> found =
          root.isWritten("rules")
              ? Globs.files(root, "rules", pattern, folder)
              : Globs.list(folder.resolve(pattern));
      for (Path path : found) {
        try {
          files.putIfAbsent(path, new RuleFile(path.toString(), Files.readString(path)));
        } catch (IOException unreadable) {
          root.problem("rules", "can't read " + path + " as UTF-8: " + unreadable);
        }
      }
    }
    return List.copyOf(files.values());
  }

  /** The compiled rules; empty if they did not compile, and then every error is a problem. */
  static Optional<RuleSet> compile(List<RuleFile> files, double residueLimit, Section root) {
    Compilation compilation = RuleSet.compile(files, residueLimit);
    for (RuleError error : compilation.errors()) {
      root.problems().add(problem(error));
    }
    return compilation.errors().isEmpty() ? compilation.rules() : Optional.empty();
  }

  private static Problem problem(RuleError error) {
    String line = error.sourceLine().replace('\t', ' ');
    String caret = " ".repeat(Math.max(0, error.column() - 1)) + "^";
    String expected = error.expected().isEmpty() ? "" : "\nexpected " + error.expected();
    Place place = new Place(error.path(), error.line());
    String what = error.message() + "\n" + line + "\n" + caret + expected;
    return new Problem(place, "", "column " + error.column(), what, error.nearest());
  }
}
