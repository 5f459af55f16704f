package io.spillway.streams.source.file;

import io.spillway.streams.settings.Section;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Reads paths and globs of a section. */
public final class PathPatterns {
  private PathPatterns() {}

  /** Those that are right, absolute; each that is no glob is a problem. */
  public static List<String> read(Section section, String key, Path workDir) {
    List<String> good = new ArrayList<>();
    for (String path : section.strings(key)) {
      try {
        String whole = workDir.resolve(path).normalize().toString();
        FileSystems.getDefault().getPathMatcher("glob:" + whole);
        good.add(whole);
      } catch (PatternSyntaxException wrong) {
        section.problem(
            key, "'" + path + "' is no glob: " + wrong.getDescription().replace("'", ""));
      }
    }
    return good;
  }
}
