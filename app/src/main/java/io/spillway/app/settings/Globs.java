package io.spillway.app.settings;

import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Patterns of file names. */
final class Globs {
  private Globs() {}

  /** Whether the text holds a sign that makes it a pattern. */
  static boolean isPattern(String text) {
    return text.contains("*") || text.contains("?") || text.contains("[") || text.contains("{");
  }

  /**
   * The files a pattern in a section names, sorted; a pattern or path that names none is a problem.
   */
  static List<Path> files(Section section, String key, String pattern, Path base) {
    Path path = base.resolve(pattern);
    List<Path> found;
    try {
      found =
          isPattern(pattern) ? list(path) : Files.isRegularFile(path) ? List.of(path) : List.of();
    } catch (PatternSyntaxException wrong) {
      Place at = section.place(key);
      String what = "is no glob: " + wrong.getDescription().replace("'", "");
      section.problems().add(new Problem(at, key, pattern, what));
      return List.of();
    }
    if (found.isEmpty()) {
      Place at = section.place(key);
      section.problems().add(new Problem(at, key, pattern, "no such file: " + path));
    }
    return found;
  }

  /** The files that a pattern names, sorted. */
  static List<Path> list(Path pattern) {
    Path parent = pattern.getParent();
    while (parent != null && isPattern(parent.toString())) {
      parent = parent.getParent();
    }
    Path root = parent == null ? Path.of("") : parent;
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    int depth =
        pattern.toString().contains("**") ? 32 : pattern.getNameCount() - root.getNameCount();
    try (Stream<Path> all = Files.walk(root, depth)) {
      return all.filter(Files::isRegularFile).filter(matcher::matches).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
