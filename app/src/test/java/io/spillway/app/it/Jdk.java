package io.spillway.app.it;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Java on this machine that can run the node: the one of the tests, and one of each other version
 * from 17 on that is installed where Linux distributions put them.
 */
record Jdk(int version, Path home) {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  /** The Java that runs the tests. */
  static Jdk own() {
    return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  static Stream<Jdk> all() throws IOException {
    Map<Integer, Jdk> found = new TreeMap<>();
    if (Files.isDirectory(INSTALLED)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(INSTALLED)) {
        for (Path home : homes) {
          int version = version(home);
          if (version >= 17) {
            found.put(version, new Jdk(version, home.toRealPath()));
          }
        }
      }
    }
    found.put(own().version(), own());
    return found.values().stream();
  }

  /** From its release file, {@code JAVA_VERSION="17.0.15"}; 0 if it has none. */
  private static int version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return 0;
    }
    for (String line : Files.readAllLines(release)) {
      if (line.startsWith("JAVA_VERSION=")) {
        return Integer.parseInt(line.replaceAll("[^0-9.]", "").split("[.]", 2)[0]);
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
