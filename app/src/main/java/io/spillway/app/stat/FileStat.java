package io.spillway.app.stat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file that was counted.
 *
 * @param file its path
 * @param lines its line feeds; null if it could not be read
 * @param records what of them are ends of records; null if that can't be told
 * @param note what is particular to it, in words for people
 */
public record FileStat(String file, @Nullable Long lines, @Nullable Long records, String note) {
  /** One that went away since it was listed, most likely compressed. */
  static final FileStat GONE =
      new FileStat("a file", null, null, "went away while it was to be read");

  /** Records of all; null if one is not known. */
  static @Nullable Long sum(List<FileStat> files) {
    long sum = 0;
    for (FileStat file : files) {
      Long records = file.records();
      if (records == null) {
        return null;
      }
      sum += records;
    }
    return sum;
  }
}
