package io.spillway.streams.settings;

import com.typesafe.config.ConfigOrigin;
import java.util.Comparator;

/**
 * Where something stands in a file.
 *
 * @param file path as it was given, or a description of what is not a file
 * @param line from 1, or 0 if unknown
 */
public record Place(String file, int line) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::file).thenComparingInt(Place::line);

  /** The place HOCON noted for a value. */
  static Place of(ConfigOrigin origin) {
    String file = origin.filename();
    if (file == null) {
      file = origin.resource();
    }
    if (file == null && origin.url() != null) {
      file = origin.url().toString();
    }
    return new Place(file == null ? origin.description() : file, Math.max(0, origin.lineNumber()));
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** Whether it is among the defaults that come with the program. */
  boolean isReference() {
    return file.endsWith("reference.conf");
  }

  /** {@code file:line}, or the file alone. */
  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
