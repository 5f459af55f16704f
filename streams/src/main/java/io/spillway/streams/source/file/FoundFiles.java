package io.spillway.streams.source.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that a source's paths name now, each once, in order of their names.
 *
 * @param problems what could not be looked at or found, in words for people
 */
public record FoundFiles(List<Path> files, List<String> problems) {
  private static final String GLOB_CHARACTERS = "*?[{\\";

  public FoundFiles {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** Looks for absolute {@code paths} and globs. */
  public static FoundFiles of(List<String> paths) {
    TreeSet<Path> files = new TreeSet<>();
    List<String> problems = new ArrayList<>();
    for (String path : paths) {
      int before = files.size();
      if (!isGlob(path)) {
        files.add(Path.of(path).toAbsolutePath().normalize());
      } else if (findAll(path, files, problems) == 0 && files.size() == before) {
        problems.add("no file matches " + path);
      }
    }
    return new FoundFiles(List.copyOf(files), problems);
  }

  /** Whether one of {@code paths} names the file, which need not be there yet. */
  public static boolean names(List<String> paths, Path file) {
    Path real = real(file);
    return paths.stream().anyMatch(path -> names(path, file) || names(path, real));
  }

  private static boolean names(String path, Path file) {
    if (!isGlob(path)) {
      return real(Path.of(path)).equals(real(file));
    }
    Path root = rootOf(path);
    return below(root, path, file) || below(real(root), path, file);
  }

  private static boolean below(Path root, String glob, Path file) {
    return file.startsWith(root) && matcher(glob).matches(root.relativize(file));
  }

  /** The file without symbolic links, as far as its folders are there. */
  public static Path real(Path file) {
    Path there = file.toAbsolutePath().normalize();
    Path rest = Path.of("");
    while (true) {
      try {
        return there.toRealPath().resolve(rest).normalize();
      } catch (IOException notThere) {
        Path name = there.getFileName();
        if (name == null) {
          return file;
        }
        rest = name.resolve(rest);
        there = Objects.requireNonNull(there.getParent());
      }
    }
  }

  private static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
  }

  private static int findAll(String glob, Set<Path> files, List<String> problems) {
    Path absolute = rootOf(glob);
    String rest = glob.substring(rootEnd(glob));
    PathMatcher matcher = matcher(glob);
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/").length;
    Finder finder = new Finder(absolute, matcher, files, problems);
    try {
      Files.walkFileTree(absolute, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, finder);
    } catch (IOException e) {
      problems.add("can't look into " + absolute + ": " + e);
    }
    return finder.found;
  }

  /** The folder that a glob's files lie in or below. */
  private static Path rootOf(String glob) {
    return Path.of(glob.substring(0, rootEnd(glob))).toAbsolutePath().normalize();
  }

  /** Matches paths from {@link #rootOf} on. */
  private static PathMatcher matcher(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(rootEnd(glob)));
  }

  private static int rootEnd(String glob) {
    return glob.lastIndexOf('/', firstGlobCharacter(glob)) + 1;
  }

  private static int firstGlobCharacter(String glob) {
    int i = 0;
    while (GLOB_CHARACTERS.indexOf(glob.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  /** Collects what matches; a folder that can't be read is a problem, and the others go on. */
  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Path root;
    private final PathMatcher matcher;
    private final Set<Path> files;
    private final List<String> problems;
    private int found;

    Finder(Path root, PathMatcher matcher, Set<Path> files, List<String> problems) {
      this.root = root;
      this.matcher = matcher;
      this.files = files;
      this.problems = problems;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isDirectory() && matcher.matches(root.relativize(file))) {
        files.add(file);
        found++;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      problems.add("can't look into " + file + ": " + e);
      return FileVisitResult.CONTINUE;
    }
  }
}
