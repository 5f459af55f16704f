package io.spillway.streams.sink.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a file sink has written and still is there: the files of its path, and those that
 * ended, compressed or not. Only looks; files that others moved away have other names and are none.
 */
public final class WrittenFiles {
  private final Pattern current;
  private final Pattern ended;
  private final TreeMap<String, Written> found = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /** A file there is. */
  public record Written(Path path, Compression compression) {
    /** What was written, decompressed. */
    public InputStream open() throws IOException {
      InputStream bytes = Files.newInputStream(path);
      try {
        return compression.of(bytes);
      } catch (IOException | RuntimeException e) {
        bytes.close();
        throw e;
      }
    }
  }

  private WrittenFiles(String paths) {
    this.current = Pattern.compile(paths);
    this.ended = RotatedFiles.names(paths);
  }

  /** What is there of the sink with that one file. */
  public static WrittenFiles of(Path file) {
    Path folder = file.getParent();
    return folder == null ? new WrittenFiles("") : in(folder, 1, Pattern.quote(file.toString()));
  }

  /**
   * What is there of a sink with many files.
   *
   * @param folder they are in or below it
   * @param depth names between the folder and a file, the file's included
   * @param paths a regular expression of their whole paths
   */
  public static WrittenFiles in(Path folder, int depth, String paths) {
    WrittenFiles files = new WrittenFiles(paths);
    try {
      EnumSet<FileVisitOption> follow = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
      Files.walkFileTree(folder, follow, depth, files.new Finder());
    } catch (IOException e) { // the visitor throws none
      files.problems.add("can't look into " + folder + ": " + e);
    }
    return files;
  }

  /** By name; of a file that is there compressed and not, the one that is not. */
  public List<Written> files() {
    return List.copyOf(found.values());
  }

  /** Places that could not be looked at, in words for people. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private void take(Path path) {
    Matcher name = ended.matcher(path.toString());
    if (name.matches()) {
      String plain = name.group(1);
      boolean aside = name.group(5) != null;
      Compression compression = Compression.bySuffix(name.group(4));
      boolean better = compression == Compression.NONE || !found.containsKey(plain);
      if (!aside && better) {
        found.put(plain, new Written(path, compression));
      }
    } else if (current.matcher(path.toString()).matches() && !isTornTail(path)) {
      found.put(path.toString(), new Written(path, Compression.NONE));
    }
  }

  /** Where a path ends with a field's value, its torn tails look like files of their own. */
  private static boolean isTornTail(Path path) {
    String name = path.toString();
    return name.endsWith(TornTail.SUFFIX)
        && Files.exists(Path.of(name.substring(0, name.length() - TornTail.SUFFIX.length())));
  }

  private final class Finder extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        take(file);
      } else if (!attributes.isDirectory() && current.matcher(file.toString()).matches()) {
        problems.add(file + " is no regular file, what went there can't be counted");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (!(e instanceof NoSuchFileException)) {
        problems.add("can't look at " + file + ": " + e);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
