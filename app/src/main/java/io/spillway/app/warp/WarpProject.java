package io.spillway.app.warp;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a project: each TOML file is read once, and what was looked at is known. */
final class WarpProject {
  private static final Set<String> NO_CONFIGURATION = Set.of("data", "logs", ".git", ".run");
  private static final int MOST_FOLDERS_UP = 32;

  private final Path root;
  private final Variables variables = new Variables();
  private final Map<Path, TomlFile> read = new LinkedHashMap<>();
  private final List<Finding> ofFiles = new ArrayList<>();
  private final Set<Path> seen = new java.util.HashSet<>();

  WarpProject(Path root) {
    this.root = root.toAbsolutePath().normalize();
    optional(this.root.resolve(".warp_parse/sec_key.toml")).ifPresent(variables::take);
  }

  Path root() {
    return root;
  }

  Variables variables() {
    return variables;
  }

  /** As reports name it: from the project's folder. */
  String name(Path path) {
    return root.relativize(path.toAbsolutePath().normalize()).toString();
  }

  /** A folder or file that a setting names. */
  Path path(String setting) {
    return root.resolve(variables.resolve(setting)).normalize();
  }

  TomlFile toml(Path path) {
    seen.add(path);
    return read.computeIfAbsent(path, file -> TomlFile.read(file, name(file)));
  }

  Optional<TomlFile> optional(Path path) {
    return Files.isRegularFile(path) ? Optional.of(toml(path)) : Optional.empty();
  }

  /** What a file holds; one that is not UTF-8 is a finding, and empty. */
  Optional<String> text(Path path) {
    seen.add(path);
    try {
      return Optional.of(Files.readString(path));
    } catch (IOException unreadable) {
      note(path, Verdict.NONE, "", "can't be read as UTF-8: " + unreadable.getMessage());
      return Optional.empty();
    }
  }

  /** Says of a file as a whole what became of it. */
  void note(Path path, Verdict verdict, String here, String note) {
    seen.add(path);
    ofFiles.add(new Finding(name(path), "", "", verdict, here, note));
  }

  /** Says of a part of a file that is no TOML what became of it. */
  void note(String file, String key, String value, Verdict verdict, String here, String note) {
    ofFiles.add(new Finding(file, key, value, verdict, here, note));
  }

  /** Files below a folder with this end, by name. */
  List<Path> below(Path folder, String end) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(end))
          .sorted()
          .toList();
    }
  }

  /** The connectors of the nearest {@code connectors/NAME} from a folder upwards, by id. */
  Map<String, Connector> connectors(Path from, String name) throws IOException {
    Map<String, Connector> all = new TreeMap<>();
    Path at = from;
    for (int i = 0; i < MOST_FOLDERS_UP && at != null; i++, at = at.getParent()) {
      Path folder = at.resolve("connectors").resolve(name);
      if (Files.isDirectory(folder)) {
        for (Path file : below(folder, ".toml")) {
          for (TomlTable table : toml(file).root().tables("connectors")) {
            Connector connector = Connector.of(table);
            all.put(connector.id(), connector);
            table.mapped("id", "", "its settings stand in each source or sink that uses it");
            table.mapped("type", "", "type of each source or sink that uses it");
            table.differs(
                "allow_override", "", "no connectors here: each source or sink has all settings");
          }
        }
        break;
      }
    }
    return all;
  }

  /** What is said of all keys and files, file by file. */
  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    read.values().forEach(file -> all.addAll(file.findings()));
    all.addAll(ofFiles);
    return all;
  }

  /** Files of the project that are no part of its configuration, or that nobody looked at. */
  List<String> others(Path except) throws IOException {
    List<String> all = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean skipped =
                folder.equals(except)
                    || (root.equals(folder.getParent())
                        && NO_CONFIGURATION.contains(root.relativize(folder).toString()));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!seen.contains(file)) {
              all.add(name(file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            all.add(name(file) + " (can't be read)");
            return FileVisitResult.CONTINUE;
          }
        });
    all.sort(null);
    return all;
  }
}
