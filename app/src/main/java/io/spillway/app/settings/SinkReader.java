package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads sinks, each with its lane. */
final class SinkReader {
  private final Defaults defaults;
  private final GroupDefaults groupDefaults;
  private final Path workDir;
  private final Path infraDir;

  SinkReader(Defaults defaults, GroupDefaults groupDefaults, Path workDir, Path dataDir) {
    this.defaults = defaults;
    this.groupDefaults = groupDefaults;
    this.workDir = workDir;
    this.infraDir = dataDir.resolve("infra");
  }

  /** Keys of every sink but its type. */
  record Common(
      SinkSettings.Format encoder,
      Optional<ConditionText> filter,
      Map<String, String> tags,
      LaneSettings lane) {}

  Optional<SinkSettings> read(String name, Section section, GroupSettings.Kind kind) {
    Optional<SinkSettings.Type> type = section.choice("type", List.of(SinkSettings.Type.values()));
    if (type.isEmpty()) {
      section.ignoreRest();
      return Optional.empty();
    }
    section.withDefaults(groupDefaults.sink(type.get())).withDefaults(defaults.sink(type.get()));
    Common common = common(section);
    SinkSettings.Destination destination =
        switch (type.get()) {
          case FILE -> file(name, section, kind);
          case STDOUT -> new SinkSettings.Stdout();
          case BLACKHOLE -> blackhole(section);
        };
    return Optional.of(
        new SinkSettings(
            name,
            section.place(),
            common.encoder(),
            common.filter(),
            common.tags(),
            common.lane(),
            destination));
  }

  static Common common(Section section) {
    return new Common(
        section.choice("encoder", SinkSettings.Format.class),
        ConditionText.read(section, "filter"),
        section.texts("tags"),
        LaneSettings.read(section));
  }

  static SinkSettings.Blackhole blackhole(Section section) {
    return new SinkSettings.Blackhole(section.integer("sleep-ms", 0, 60_000));
  }

  static SinkSettings.File fsync(Section section) {
    return new SinkSettings.File(
        Path.of(""),
        section.choice("fsync", SinkSettings.Fsync.class),
        section.duration("fsync-interval", Duration.ofMillis(10), Duration.ofHours(1)));
  }

  private SinkSettings.File file(String name, Section section, GroupSettings.Kind kind) {
    SinkSettings.File file = fsync(section);
    boolean usual = kind != GroupSettings.Kind.BUSINESS && !section.has("path");
    Path path = usual ? infraDir.resolve(name + ".log") : workDir.resolve(section.string("path"));
    return new SinkSettings.File(path.normalize(), file.fsync(), file.fsyncInterval());
  }
}
