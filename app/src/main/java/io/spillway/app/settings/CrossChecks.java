package io.spillway.app.settings;

import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.source.file.FoundFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks of settings against each other and against the machine's folders. */
final class CrossChecks {
  private final Section root;
  private final NodeSettings settings;

  CrossChecks(Section root, NodeSettings settings) {
    this.root = root;
    this.settings = settings;
  }

  void all() {
    if (settings.sources().isEmpty()) {
      add(
          root.place(),
          "sources",
          "there is none; a node needs at least one: sources { web { type = tcp, ... } }");
    }
    rulesOfSources();
    sourcesOnOnePort();
    sourcesOnStandardInput();
    sinksOnOnePath();
    sourcesOfSinks();
    folder(root.place("data-dir"), "data-dir", settings.dataDir());
    folder(root.place("log-dir"), "log-dir", settings.logDir());
    folder(root.place("rescue"), "rescue.folder", settings.rescue().folder());
  }

  private void rulesOfSources() {
    if (settings.ruleFiles().isEmpty() && !root.isWritten("rules")) {
      settings.sources().stream().filter(SourceSettings::parses).forEach(this::rulesOf);
    }
  }

  private void rulesOf(SourceSettings source) {
    add(
        source.place(),
        "sources." + source.name() + ".rules",
        "there are no rules, no file is called %s beside the configuration; "
                .formatted(String.join(", ", root.strings("rules")))
            + "rules = [] takes records as they are");
  }

  private void sourcesOnOnePort() {
    List<ListenAddress> all = new ArrayList<>();
    if (!root.problems().about("admin.port")) {
      all.add(new ListenAddress("port", settings.admin().host(), settings.admin().port(), "admin"));
    }
    for (SourceSettings source : settings.sources()) {
      String key = "sources." + source.name() + ".port";
      ListenAddress its = ListenAddress.of(source);
      if (its != null && !root.problems().about(key)) {
        all.stream()
            .filter(its::overlaps)
            .findFirst()
            .ifPresent(
                other -> add(source.place(), key, its.port() + " is taken by " + other.user()));
        all.add(its);
      }
    }
  }

  private void sourcesOnStandardInput() {
    List<SourceSettings> readers =
        settings.sources().stream()
            .filter(source -> source.connector() instanceof SourceSettings.Stdin)
            .toList();
    for (SourceSettings source : readers.subList(Math.min(1, readers.size()), readers.size())) {
      String first = readers.get(0).name();
      add(
          source.place(),
          "sources." + source.name() + ".type",
          "standard input is read by source " + first + " already");
    }
  }

  private void sinksOnOnePath() {
    Map<Path, String> users = new HashMap<>();
    for (GroupSettings group : settings.groups()) {
      for (SinkSettings sink : group.sinks()) {
        FileSinkSettings file = file(sink);
        if (file != null) {
          String user = users.putIfAbsent(FoundFiles.real(file.path()), sink.name());
          if (user != null && !user.equals(sink.name())) {
            add(
                sink.place(),
                "sink " + sink.name(),
                "sink " + user + " writes " + file.path() + " already");
          }
          Path folder = file.path().getParent();
          if (folder != null) {
            folder(sink.place(), "sink " + sink.name(), folder);
          }
        }
      }
    }
  }

  /** What it writes to, if that is a file. */
  private static @Nullable FileSinkSettings file(SinkSettings sink) {
    if (sink.destination() instanceof SinkSettings.File file) {
      return file.settings();
    }
    return sink.destination() instanceof SinkSettings.TestRescue test
        ? test.settings().file()
        : null;
  }

  /** A source that reads what a sink writes would feed itself for ever. */
  private void sourcesOfSinks() {
    for (SourceSettings source : settings.sources()) {
      String key = "sources." + source.name() + ".paths";
      if (!root.problems().about(key)) {
        settings.groups().stream()
            .flatMap(group -> group.sinks().stream())
            .filter(sink -> feeds(sink, source))
            .forEach(sink -> add(source.place(), key, "would read what " + writer(sink)));
      }
    }
  }

  private static boolean feeds(SinkSettings sink, SourceSettings source) {
    FileSinkSettings file = file(sink);
    if (file == null) {
      return false;
    }
    Path path = file.path();
    if (source.connector() instanceof SourceSettings.Followed followed) {
      return FoundFiles.names(followed.settings().files().paths(), path)
          && !FoundFiles.names(followed.settings().exclude(), path);
    }
    return source.connector() instanceof SourceSettings.Files files
        && FoundFiles.names(files.settings().paths(), path);
  }

  private static String writer(SinkSettings sink) {
    String file = sink.place().file();
    String where = file.endsWith("reference.conf") ? "by default" : sink.place().toString();
    FileSinkSettings out = file(sink);
    String path = out == null ? "" : out.path().toString();
    return "sink %s (%s) writes: %s".formatted(sink.name(), where, path);
  }

  /** A folder can be written to, or can be made. */
  private void folder(Place place, String key, Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !(Files.isDirectory(there) && Files.isWritable(there))) {
      String what = "can't write to " + there + (Files.isDirectory(there) ? "" : ": not a folder");
      root.problems().addOfMachine(new Problem(place, key, "", what));
    }
  }

  private void add(Place place, String key, String what) {
    root.problems().add(new Problem(place, key, "", what));
  }
}
