package io.spillway.app.stat;

import io.spillway.app.stat.RescueStat.Reasoned;
import io.spillway.app.stat.RescueStat.RescueFile;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.RescueFolder;
import io.spillway.streams.rescue.RescueFolder.Found;
import io.spillway.streams.rescue.RescueLine;
import io.spillway.streams.rescue.RescueLines;
import io.spillway.streams.rescue.RescueName.Form;
import io.spillway.streams.rescue.RescueSettings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what lies in rescue files, by sink and reason. Only reads, so that it needs neither the
 * node nor the folder's lock; what a replay has delivered of a file is not counted.
 */
final class RescueCount {
  private static final int AT_ONCE = 1 << 20;

  /** Sink, place and reason. */
  private record Key(String sink, String place, String reason) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int sinks = sink.compareTo(other.sink);
      int places = sinks != 0 ? sinks : -place.compareTo(other.place);
      return places != 0 ? places : reason.compareTo(other.reason);
    }
  }

  private final RescueSettings settings;
  private final Map<Key, Long> records = new TreeMap<>();
  private final List<RescueFile> files = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private RescueCount(RescueSettings settings) {
    this.settings = settings;
  }

  static RescueStat of(RescueSettings settings) {
    RescueCount count = new RescueCount(settings);
    try {
      ReplayCheckpoint.Look replay = ReplayCheckpoint.look(settings.folder());
      count.folder(settings.folder(), RescueStat.RESCUED, replay);
      count.folder(settings.rejected(), RescueStat.REJECTED, replay);
      replay
          .intent()
          .ifPresent(
              chunk ->
                  count.notes.add(
                      "a replay was delivering a part of "
                          + chunk.done().file()
                          + ": those records may be in "
                          + chunk.append().path()
                          + " as well"));
    } catch (IOException e) {
      count.problems.add("can't look into " + settings.folder() + ": " + e);
    }
    return count.stat();
  }

  private RescueStat stat() {
    List<Reasoned> reasoned = new ArrayList<>();
    records.forEach(
        (key, n) -> reasoned.add(new Reasoned(key.sink(), key.place(), key.reason(), n)));
    return new RescueStat(settings.folder().toString(), reasoned, files, notes, problems);
  }

  private void folder(Path folder, String place, ReplayCheckpoint.Look replay) throws IOException {
    for (Found found : new RescueFolder(folder).files()) {
      Path path = folder.resolve(found.name().in(found.form()));
      String key = settings.folder().relativize(path).toString();
      long done =
          replay
              .position()
              .filter(at -> at.file().equals(key))
              .map(ReplayCheckpoint.Position::offset)
              .orElse(0L);
      try {
        files.add(file(path, found, place, done));
      } catch (NoSuchFileException e) { // closed or replayed since it was listed
        notes.add(path + " went away while it was to be read");
      } catch (IOException e) {
        problems.add("can't read " + path + ": " + e);
      }
    }
  }

  private RescueFile file(Path path, Found found, String place, long done) throws IOException {
    boolean counts = found.form() == Form.DAT || found.form() == Form.LOCK;
    String sink = found.name().sink();
    RescueLine line = new RescueLine();
    long good = 0;
    long bad = 0;
    long before = done > 0 ? linesBefore(path, done) : 0;
    long all = before;
    try (RescueLines lines = new RescueLines(path, done, AT_ONCE)) {
      while (lines.next()) {
        while (lines.line()) {
          all++;
          if (lines.start() == lines.end()) {
            continue;
          }
          if (!line.read(lines.bytes(), lines.start(), lines.end())) {
            bad++;
          } else if (counts) {
            good++;
            records.merge(new Key(sink, place, line.reason()), 1L, Long::sum);
          }
        }
      }
    }
    return new RescueFile(path.toString(), sink, place, state(found.form()), all, good, bad);
  }

  private static long linesBefore(Path path, long offset) throws IOException {
    long before = 0;
    try (RescueLines lines = new RescueLines(path, 0, AT_ONCE)) {
      while (lines.next()) {
        while (lines.line() && lines.lineOffset() < offset) {
          before++;
        }
      }
    }
    return before;
  }

  private static String state(Form form) {
    return switch (form) {
      case DAT -> "closed";
      case LOCK -> "open";
      case TORN, BAD -> form.name().toLowerCase(Locale.ROOT);
    };
  }
}
