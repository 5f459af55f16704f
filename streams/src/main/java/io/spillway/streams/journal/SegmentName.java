package io.spillway.streams.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of segments: their number in 16 digits, so that names sort as they were made. */
final class SegmentName {
  private static final Pattern NAME = Pattern.compile("([0-9]{16})\\.journal(\\.bad|\\.torn)?");

  private SegmentName() {}

  static Path of(Path folder, long number) {
    return folder.resolve(String.format(Locale.ROOT, "%016d.journal", number));
  }

  static Path bad(Path segment) {
    return segment.resolveSibling(segment.getFileName() + ".bad");
  }

  static Path torn(Path segment) {
    return segment.resolveSibling(segment.getFileName() + ".torn");
  }

  /** The segments of a folder, oldest first; none if there is no folder. */
  static List<Path> list(Path folder) throws IOException {
    return named(folder).stream().filter(path -> path.toString().endsWith(".journal")).toList();
  }

  /** A number above those of all segments and of what was set aside of any. */
  static long next(Path folder) throws IOException {
    long last = 0;
    for (Path path : named(folder)) {
      Matcher name = NAME.matcher(path.getFileName().toString());
      last = name.matches() ? Math.max(last, Long.parseLong(name.group(1))) : last;
    }
    return last + 1;
  }

  private static List<Path> named(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return new ArrayList<>(
          paths
              .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
              .sorted()
              .toList());
    }
  }

  /** Makes sure that what was made or renamed in the folder stays so. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
