package io.spillway.streams.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts what a file holds in the place of each {@code { secret-file = PATH }}, whatever the setting.
 * The path starts from the folder of the file that says it. A value that came so is known by a mark
 * on its origin ({@link #holds}), and never shown.
 */
final class SecretFiles {
  private static final String KEY = "secret-file";

  /** Stands where a secret would be shown. */
  static final String SHOWN = "(secret)";

  private static final List<String> MARK = List.of("\u0000secret");
  private static final int MOST_BYTES = 64 << 10;

  private final Path file;
  private final Problems problems;

  private SecretFiles(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * The object with all of them read; what can't be read is a problem, and left out of sight.
   *
   * @param file that the object was read from
   */
  static ConfigObject read(ConfigObject object, Path file, Problems problems) {
    return new SecretFiles(file, problems).object(object, "");
  }

  /** Whether the value is a secret, or a list with one in it. */
  static boolean holds(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.stream().anyMatch(SecretFiles::holds)
        : value.origin().comments().equals(MARK);
  }

  /** The text without the secrets that the value holds. */
  static String hide(String text, ConfigValue value) {
    String hidden = text;
    if (value instanceof ConfigList list) {
      for (ConfigValue element : list) {
        hidden = hide(hidden, element);
      }
    } else if (holds(value)) {
      hidden = hidden.replace(String.valueOf(value.unwrapped()), SHOWN);
    }
    return hidden;
  }

  private ConfigObject object(ConfigObject object, String path) {
    ConfigObject read = object;
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      ConfigValue value = value(entry.getValue(), key);
      if (!value.equals(entry.getValue())) {
        read = read.withValue(entry.getKey(), value);
      }
    }
    return read;
  }

  private ConfigValue value(ConfigValue value, String path) {
    if (value instanceof ConfigObject object) {
      ConfigValue named = object.size() == 1 ? object.get(KEY) : null;
      return named == null ? object(object, path) : secret(named, path);
    }
    return value instanceof ConfigList list ? list(list, path) : value;
  }

  private ConfigValue list(ConfigList list, String path) {
    List<ConfigValue> read = new ArrayList<>();
    list.forEach(element -> read.add(value(element, path)));
    return read.equals(list)
        ? list
        : ConfigValueFactory.fromIterable(read).withOrigin(list.origin());
  }

  private ConfigValue secret(ConfigValue named, String path) {
    ConfigOrigin origin = named.origin();
    if (Unresolved.is(named)) {
      return named;
    }
    Place place = Place.of(origin);
    String name = String.valueOf(named.unwrapped());
    String written = "{ " + KEY + " = " + Words.quoteIfNeeded(name) + " }";
    Path at = folder(place).resolve(name).normalize();
    try {
      String text = text(at);
      Optional<FileMode> mode = FileMode.of(at);
      if (mode.isPresent() && mode.get().isReadByAll()) {
        String what = "%s can be read by everybody, %s: chmod o= %s".formatted(at, mode.get(), at);
        problems.warn(new Problem(place, path, written, what));
      }
      return ConfigValueFactory.fromAnyRef(text).withOrigin(origin.withComments(MARK));
    } catch (IOException wrong) {
      String what = String.valueOf(wrong.getMessage());
      problems.addOfMachine(new Problem(place, path, written, what));
      return Unresolved.mark(origin);
    }
  }

  private Path folder(Place place) {
    Path says = Files.exists(Path.of(place.file())) ? Path.of(place.file()) : file;
    Path folder = says.toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  /** The file's text, without the line end that most editors put behind it. */
  private static String text(Path at) throws IOException {
    try {
      if (!Files.isDirectory(at) && Files.size(at) > MOST_BYTES) {
        throw new IOException(at + " is no secret: it has more than " + Words.size(MOST_BYTES));
      }
      String text = Files.readString(at).replaceFirst("\\r?\\n$", "");
      if (text.isEmpty()) {
        throw new IOException(at + " is empty");
      }
      return text;
    } catch (NoSuchFileException none) {
      throw new IOException("there is no file " + at, none);
    } catch (AccessDeniedException denied) {
      throw new IOException("can't read " + at + ": permission denied", denied);
    } catch (CharacterCodingException bytes) {
      throw new IOException(at + " is no text in UTF-8", bytes);
    }
  }
}
