package io.spillway.app.stat;

import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.app.settings.Warnings;
import io.spillway.streams.encode.Format;
import io.spillway.streams.encode.TemplateFiles;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.file.WrittenFiles;
import io.spillway.streams.sink.file.WrittenFiles.Written;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what sinks have written. A file is one sink's: that of a constant path rather than that of
 * a template that could have named it too. Sinks that write no files have what the receipt says.
 */
final class SinkCount {
  /** Looks at files that a running node compresses meanwhile. */
  private static final int TRIES = 10;

  private final LastRun lastRun;
  private final Set<String> severalLines;

  /** Files that a sink of a constant path has. */
  private final Set<Path> taken = new HashSet<>();

  /** Files of sinks whose path is a template, with the first of them. */
  private final Map<Path, String> named = new HashMap<>();

  SinkCount(NodeSettings node, LastRun lastRun) {
    this.lastRun = lastRun;
    this.severalLines = Warnings.mayWriteSeveralLines(node);
    for (GroupSettings group : node.groups()) {
      for (SinkSettings sink : group.sinks()) {
        boolean constant = file(sink) != null && template(sink) == null;
        for (Written written : constant ? files(sink).files() : List.<Written>of()) {
          taken.add(written.path());
        }
      }
    }
  }

  SinkStat of(GroupSettings group, SinkSettings sink) {
    String type = sink.type().word();
    FileSinkSettings file = file(sink);
    return file == null
        ? elsewhere(group.name(), sink.name(), type)
        : written(group.name(), sink, type, file);
  }

  private SinkStat elsewhere(String group, String sink, String type) {
    Long delivered = lastRun.delivered().get(sink);
    String note =
        delivered != null
            ? "type = " + type + " leaves no file; delivered in " + lastRun.run()
            : "type = "
                + type
                + " leaves no file, and "
                + (lastRun.problem() + lastRun.since()).transform(this::orNotNamed);
    String from = delivered != null ? SinkStat.RECEIPT : SinkStat.NOWHERE;
    return new SinkStat(group, sink, type, delivered, from, List.of(), 0, 0, List.of(note));
  }

  private String orNotNamed(String reason) {
    return reason.isEmpty() ? lastRun.receipt() + " does not name it" : reason;
  }

  private SinkStat written(String group, SinkSettings sink, String type, FileSinkSettings file) {
    List<String> notes = new ArrayList<>();
    WrittenFiles found = files(sink);
    List<FileStat> files = counted(sink, found, notes);
    for (int tries = 1; tries < TRIES && files.contains(FileStat.GONE); tries++) {
      notes.clear();
      found = files(sink);
      files = counted(sink, found, notes);
    }
    notes.addAll(found.problems());
    notes.addAll(notes(sink.name(), file));
    if (files.isEmpty()) {
      notes.add(SinkStat.NO_FILE + file.path());
    }
    Long records = found.problems().isEmpty() ? FileStat.sum(files) : null;
    return new SinkStat(group, sink.name(), type, records, SinkStat.FILES, files, 0, 0, notes);
  }

  private List<FileStat> counted(SinkSettings sink, WrittenFiles found, List<String> notes) {
    List<FileStat> files = new ArrayList<>();
    for (Written written : found.files()) {
      String owner = owner(sink, written.path());
      if (owner.equals(sink.name())) {
        files.add(count(written, sink));
      } else if (!taken.contains(written.path())) {
        notes.add(written.path() + " may be of sink " + owner + " as well, and is counted there");
      }
    }
    return files;
  }

  /** Whose file it is; empty if it is that of a sink with a constant path. */
  private String owner(SinkSettings sink, Path path) {
    if (template(sink) == null) {
      return sink.name();
    }
    return taken.contains(path) ? "" : named.computeIfAbsent(path, file -> sink.name());
  }

  private List<String> notes(String sink, FileSinkSettings file) {
    List<String> notes = new ArrayList<>();
    if (file.rotation().keepFiles().isPresent() || file.rotation().keepAge().isPresent()) {
      notes.add("keep-files or keep-age deletes older files, whose lines are not counted");
    }
    if (severalLines.contains(sink)) {
      notes.add("records may hold line feeds: there can be more lines than records");
    }
    return notes;
  }

  private static FileStat count(Written written, SinkSettings sink) {
    String path = written.path().toString();
    byte[] header = sink.encoder().header();
    try (InputStream in = written.open()) {
      Lines lines = Lines.of(in, header);
      long records = lines.lines();
      if (sink.encoder().format() == Format.CSV) {
        records -= lines.quoted() + (lines.hasHeader() ? 1 : 0);
      }
      String note =
          lines.rest() == 0
              ? ""
              : lines.rest() + " bytes at its end have no line feed and are not counted";
      return new FileStat(path, lines.lines(), records, note);
    } catch (NoSuchFileException e) {
      return FileStat.GONE;
    } catch (IOException e) {
      return new FileStat(path, null, null, "can't be read: " + e);
    }
  }

  private static WrittenFiles files(SinkSettings sink) {
    TemplateFiles many = template(sink);
    FileSinkSettings file = Objects.requireNonNull(file(sink));
    return many == null
        ? WrittenFiles.of(file.path())
        : WrittenFiles.in(many.folder(), many.depth(), many.paths());
  }

  /** What it writes to, if that is a file or many. */
  private static @Nullable FileSinkSettings file(SinkSettings sink) {
    if (sink.destination() instanceof SinkSettings.File file) {
      return file.settings();
    }
    return sink.destination() instanceof SinkSettings.TestRescue test
        ? test.settings().file()
        : null;
  }

  /** Null if it writes to one file. */
  private static @Nullable TemplateFiles template(SinkSettings sink) {
    return sink.destination() instanceof SinkSettings.File file && !file.path().isConstant()
        ? TemplateFiles.of(file.path())
        : null;
  }
}
