package io.spillway.streams.source.follow;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Names that rotation gives: {@code app.log.1}, {@code app.log-20250806}, {@code app.log.2.gz},
 * {@code app.1.log}, {@code app-2025-08-06.log} are all of the family {@code app.log}.
 */
final class RotatedName {
  private static final Pattern COMPRESSED = Pattern.compile("\\.gz$");

  /** A number of up to 6 digits, or a date and time, behind the name. */
  private static final Pattern BEHIND =
      Pattern.compile("(\\.\\d{1,6}|[.-]\\d{4}-?\\d{2}-?\\d{2}([T_.-]?[\\d:_-]+)?)$");

  /**
   * The same before the extension; numbers only behind a dot, since {@code web-1.log} is a name.
   */
  private static final Pattern BEFORE =
      Pattern.compile(
          "(\\.\\d{1,6}|[.-]\\d{4}-?\\d{2}-?\\d{2}([T_.-]?[\\d:_-]+)?)(?=\\.[A-Za-z]\\w*$)");

  private RotatedName() {}

  /** The path that a rotated file had first, or the path itself if its name is of no rotation. */
  static Path family(Path path) {
    Path name = path.getFileName();
    if (name == null) {
      return path;
    }
    String plain = COMPRESSED.matcher(name.toString()).replaceFirst("");
    String first = BEHIND.matcher(plain).replaceFirst("");
    if (first.equals(plain)) {
      first = BEFORE.matcher(plain).replaceFirst("");
    }
    return first.isEmpty() ? path : path.resolveSibling(first);
  }

  static boolean isRotated(Path path) {
    return !family(path).equals(path);
  }
}
