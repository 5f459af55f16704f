package io.spillway.streams.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One configuration file: parsed, with what it includes, and its substitutions resolved. Syntax
 * errors, missing includes and unresolved substitutions are problems like any other.
 */
public final class ConfFile {
  private final Problems problems;
  private final Deque<Path> open = new ArrayDeque<>();

  private ConfFile(Problems problems) {
    this.problems = problems;
  }

  /** The file's content; empty if it can't be read as HOCON, which is then among the problems. */
  public static Optional<Section> read(Path file, Problems problems) {
    ConfFile reading = new ConfFile(problems);
    return reading
        .parse(file)
        .map(object -> Unresolved.resolve(object.toConfig(), problems).root())
        .map(object -> SecretFiles.read(object, file, problems))
        .map(object -> Section.root(object, new Place(file.toString(), 1), problems));
  }

  /** The {@code reference.conf} that stands beside a class, without those of other modules. */
  public static ConfigObject reference(Class<?> beside) {
    String name = "/" + beside.getName().replace('.', '/') + ".class";
    URL self = beside.getResource(name);
    if (self == null) {
      throw new IllegalStateException("no resource " + name);
    }
    String base = self.toString();
    try {
      URL url = new URL(base.substring(0, base.length() - name.length()) + "/reference.conf");
      return ConfigFactory.parseURL(url, ConfigParseOptions.defaults().setAllowMissing(false))
          .root();
    } catch (java.net.MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Optional<ConfigObject> parse(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      problems.add(new Problem(new Place(file.toString(), 0), "", "", "can't be read"));
      return Optional.empty();
    }
    open.push(file);
    try {
      ConfigParseOptions options =
          ConfigParseOptions.defaults()
              .setSyntax(ConfigSyntax.CONF)
              .setIncluder(new StrictIncluder())
              .setAllowMissing(false);
      ConfigObject content = ConfigFactory.parseFile(file.toFile(), options).root();
      Repeats.find(Files.readString(file), file.toString(), problems);
      return Optional.of(content);
    } catch (IOException unreadable) {
      problems.add(
          new Problem(new Place(file.toString(), 0), "", "", "can't be read: " + unreadable));
      return Optional.empty();
    } catch (ConfigException wrong) {
      ConfigOrigin origin = wrong.origin();
      Place place = origin == null ? new Place(file.toString(), 0) : Place.of(origin);
      problems.add(new Problem(place, "", "", SyntaxWords.of(plain(wrong, origin), text(file))));
      return Optional.empty();
    } finally {
      open.pop();
    }
  }

  private static String plain(ConfigException wrong, @Nullable ConfigOrigin origin) {
    String message = String.valueOf(wrong.getMessage());
    String prefix = origin == null ? "" : origin.description() + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return "";
    }
  }

  private boolean isOpen(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    return open.stream().anyMatch(other -> other.toAbsolutePath().normalize().equals(whole));
  }

  private ConfigObject include(String what) {
    Path from = open.element();
    Path folder = from.getParent();
    Path file = folder == null ? Path.of(what) : folder.resolve(what);
    if (isOpen(file)) {
      problems.add(new Problem(includeLine(from, what), "include", what, "includes itself"));
      return ConfigFactory.empty().root();
    }
    if (!Files.isRegularFile(file)) {
      problems.add(new Problem(includeLine(from, what), "include", what, "no such file: " + file));
      return ConfigFactory.empty().root();
    }
    return parse(file).orElseGet(() -> ConfigFactory.empty().root());
  }

  private static Place includeLine(Path file, String what) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).strip().startsWith("include") && lines.get(i).contains(what)) {
          return new Place(file.toString(), i + 1);
        }
      }
    } catch (IOException unreadable) {
      return new Place(file.toString(), 0);
    }
    return new Place(file.toString(), 0);
  }

  /** Includes files only, relative to the file that names them, and misses none silently. */
  private final class StrictIncluder implements ConfigIncluder, ConfigIncluderFile {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      return ConfFile.this.include(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return ConfFile.this.include(what.toString());
    }
  }
}
