package io.spillway.streams.source.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file is whatever its name: device and inode. An inode may be given to a later file. */
record FileId(long device, long inode) {
  /**
   * Of the file of that key.
   *
   * @throws MovedException if the path leads to another file by now
   */
  static FileId of(Path path, Object key) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,fileKey");
    if (!key.equals(attributes.get("fileKey"))) {
      throw new MovedException(path);
    }
    return new FileId(number(attributes.get("dev")), number(attributes.get("ino")));
  }

  private static long number(@Nullable Object attribute) throws IOException {
    if (attribute instanceof Number number) {
      return number.longValue();
    }
    throw new IOException("this file system tells no inodes");
  }
}
