package io.spillway.app.settings;

import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.source.file.FoundFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
    sourcesOnOnePort();
    sinksOnOnePath();
    sourcesOfSinks();
    folder(root.place("data-dir"), "data-dir", settings.dataDir());
    folder(root.place("log-dir"), "log-dir", settings.logDir());
    folder(root.place("rescue"), "rescue.folder", settings.rescue().folder());
  }

  private void sourcesOnOnePort() {
    Map<Integer, String> users = new HashMap<>();
    if (!root.problems().about("admin.port")) {
      users.put(settings.admin().port(), "admin");
    }
    for (SourceSettings source : settings.sources()) {
      String key = "sources." + source.name() + ".port";
      if (source.connector() instanceof SourceSettings.Tcp tcp && !root.problems().about(key)) {
        String user = users.putIfAbsent(tcp.settings().port(), "source " + source.name());
        if (user != null) {
          add(
              source.place(),
              "sources." + source.name() + ".port",
              "port " + tcp.settings().port() + " is taken by " + user);
        }
      }
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
      if (source.connector() instanceof SourceSettings.Files files && !root.problems().about(key)) {
        settings.groups().stream()
            .flatMap(group -> group.sinks().stream())
            .filter(sink -> feeds(sink, files))
            .forEach(sink -> add(source.place(), key, "would read what " + writer(sink)));
      }
    }
  }

  private static boolean feeds(SinkSettings sink, SourceSettings.Files files) {
    FileSinkSettings file = file(sink);
    return file != null && FoundFiles.names(files.settings().paths(), file.path());
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
      add(
          place,
          key,
          "can't write to " + there + (Files.isDirectory(there) ? "" : ": not a folder"));
    }
  }

  private void add(Place place, String key, String what) {
    root.problems().add(new Problem(place, key, "", what));
  }
}
