package io.spillway.streams.sink.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells files apart, whatever their names are: by device and inode. */
final class FileKeys {
  private static final int UNKNOWN = -1;
  private static final Path OPEN = Path.of("/proc/self/fd");

  private FileKeys() {}

  /** Which file is at the path; null where the system can't tell files apart. */
  static @Nullable Object at(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /**
   * How many names a file has that this process has open; -1 where that can't be told. Looks at
   * each of its descriptors, which costs some microseconds each.
   */
  static int links(@Nullable Object key) {
    if (key == null) {
      return UNKNOWN;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN)) {
      for (Path each : all) {
        int links = links(each, key);
        if (links != UNKNOWN) {
          return links;
        }
      }
    } catch (IOException | DirectoryIteratorException e) { // no such folder on this system
      return UNKNOWN;
    }
    return UNKNOWN;
  }

  /** {@link #UNKNOWN} if it is another file. */
  private static int links(Path descriptor, Object key) {
    try {
      Map<String, Object> its = Files.readAttributes(descriptor, "unix:fileKey,nlink");
      return key.equals(its.get("fileKey")) && its.get("nlink") instanceof Integer links
          ? links
          : UNKNOWN;
    } catch (IOException e) { // closed meanwhile
      return UNKNOWN;
    }
  }
}
