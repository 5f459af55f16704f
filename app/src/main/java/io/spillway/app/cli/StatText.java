package io.spillway.app.cli;

import io.spillway.app.stat.FileStat;
import io.spillway.app.stat.RescueStat;
import io.spillway.app.stat.SinkStat;
import io.spillway.app.stat.SourceStat;
import io.spillway.app.stat.Stat;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts of files for people; paths start from the work folder. */
final class StatText {
  private final Path workDir;

  StatText(Path workDir) {
    this.workDir = workDir;
  }

  String of(Stat stat) {
    StringBuilder out = new StringBuilder(stat.config()).append("\n\n");
    add(out, sources(stat));
    add(out, sinks(stat));
    add(out, files(stat, true));
    add(out, reasons(stat));
    add(out, rescueFiles(stat));
    notes(stat, out);
    return out.toString();
  }

  static void add(StringBuilder out, Table table) {
    if (!table.isEmpty()) {
      out.append(table.render()).append('\n');
    }
  }

  private Table sources(Stat stat) {
    Table table = new Table(3, "source", "type", "counted in", "records");
    for (SourceStat source : stat.sources()) {
      table.row(source.source(), source.type(), in(source.files()), number(source.records()));
    }
    return table;
  }

  private Table sinks(Stat stat) {
    Table table =
        new Table(4, "group", "sink", "type", "counted in", "records", "rescued", "rejected");
    for (SinkStat sink : stat.sinks()) {
      table.row(
          sink.group(),
          sink.sink(),
          sink.type(),
          where(sink),
          number(sink.records()),
          sink.rescued(),
          sink.rejected());
    }
    return table;
  }

  /** What told the number of a sink's records. */
  String where(SinkStat sink) {
    return sink.from().equals("files") ? in(sink.files()) : sink.from();
  }

  private String in(List<FileStat> files) {
    return files.isEmpty()
        ? "no file"
        : files.size() == 1 ? shown(files.get(0).file()) : files.size() + " files";
  }

  /** The files of those that have several, or all. */
  Table files(Stat stat, boolean severalOnly) {
    Table table = new Table(2, "of", "file", "lines", "records");
    for (SourceStat source : stat.sources()) {
      files(table, source.source(), source.files(), severalOnly);
    }
    for (SinkStat sink : stat.sinks()) {
      files(table, sink.sink(), sink.files(), severalOnly);
    }
    return table;
  }

  private void files(Table table, String of, List<FileStat> files, boolean severalOnly) {
    for (FileStat file : severalOnly && files.size() < 2 ? List.<FileStat>of() : files) {
      table.row(of, shown(file.file()), number(file.lines()), number(file.records()));
    }
  }

  private static Table reasons(Stat stat) {
    Table table = new Table(3, "waits for", "place", "reason", "records");
    for (RescueStat.Reasoned one : stat.rescue().records()) {
      table.row(one.sink(), one.place(), one.reason(), one.records());
    }
    return table;
  }

  private Table rescueFiles(Stat stat) {
    Table table = new Table(2, "rescue file", "state", "lines", "records", "bad");
    for (RescueStat.RescueFile file : stat.rescue().files()) {
      table.row(shown(file.file()), file.state(), file.lines(), file.records(), file.bad());
    }
    return table;
  }

  private void notes(Stat stat, StringBuilder out) {
    stat.notes().forEach(note -> line(out, note));
    for (SourceStat source : stat.sources()) {
      source.notes().forEach(note -> line(out, "source " + source.source() + ": " + note));
      noted(source.files(), out);
    }
    for (SinkStat sink : stat.sinks()) {
      sink.notes().stream()
          .filter(note -> !note.startsWith(SinkStat.NO_FILE))
          .forEach(note -> line(out, "sink " + sink.sink() + ": " + note));
      noted(sink.files(), out);
    }
    stat.rescue().notes().forEach(note -> line(out, note));
    stat.rescue().problems().forEach(problem -> line(out, "PROBLEM " + problem));
    if (stat.rescue().files().isEmpty()) {
      line(out, "no rescue files in " + stat.rescue().folder());
    }
  }

  private void noted(List<FileStat> files, StringBuilder out) {
    files.stream()
        .filter(file -> !file.note().isEmpty())
        .forEach(file -> line(out, shown(file.file()) + ": " + file.note()));
  }

  private static void line(StringBuilder out, String text) {
    out.append(text).append('\n');
  }

  static Object number(@Nullable Long count) {
    return count == null ? "unknown" : count;
  }

  private String shown(String file) {
    Path path = Path.of(file);
    return path.startsWith(workDir) ? workDir.relativize(path).toString() : file;
  }
}
