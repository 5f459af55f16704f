package io.spillway.app.stat;

import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.settings.Words;
import io.spillway.streams.source.file.FileSourceSettings;
import io.spillway.streams.source.file.FoundFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts the lines of file sources. */
final class SourceCount {
  private SourceCount() {}

  static SourceStat of(SourceSettings source) {
    String type = Words.of(source.type());
    if (source.transport() instanceof SourceSettings.Files files) {
      return read(source.name(), type, files.settings());
    } else if (source.transport() instanceof SourceSettings.Followed followed) {
      return followed(source.name(), type, followed);
    }
    String note = "records come over type = " + type + ": there is no file to count";
    return new SourceStat(source.name(), type, null, List.of(), List.of(note));
  }

  private static SourceStat read(String name, String type, FileSourceSettings settings) {
    FoundFiles found = FoundFiles.of(settings.paths());
    boolean lines = endAtLineEnds(settings);
    List<FileStat> files = found.files().stream().map(file -> count(file, lines)).toList();
    List<String> notes = new ArrayList<>(found.problems());
    if (!lines) {
      notes.add("framing and multiline make other records than lines");
    }
    return new SourceStat(
        name, type, found.problems().isEmpty() ? FileStat.sum(files) : null, files, notes);
  }

  private static SourceStat followed(String name, String type, SourceSettings.Followed followed) {
    List<String> paths = followed.settings().files().paths();
    List<FileStat> files =
        FoundFiles.of(paths).files().stream()
            .filter(file -> !FoundFiles.names(followed.settings().exclude(), file))
            .map(file -> count(file, endAtLineEnds(followed.settings().files())))
            .toList();
    String note =
        "followed: files removed or cut since can't be counted, gzip files are not looked into";
    return new SourceStat(name, type, null, files, List.of(note));
  }

  private static boolean endAtLineEnds(FileSourceSettings settings) {
    return settings.framing().kind() == FramingKind.NEWLINE
        && settings.framing().multiline().isEmpty();
  }

  /** A last line without line end is a record as well. */
  private static FileStat count(Path file, boolean lines) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new FileStat(file.toString(), null, null, "is no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      Lines count = Lines.of(in, new byte[0]);
      Long records = lines ? (Long) (count.lines() + (count.rest() > 0 ? 1 : 0)) : null;
      String note = count.rest() > 0 ? "its last line has no line feed" : "";
      return new FileStat(file.toString(), count.lines(), records, note);
    } catch (NoSuchFileException e) {
      return new FileStat(file.toString(), null, null, "is not there");
    } catch (IOException e) {
      return new FileStat(file.toString(), null, null, "can't be read: " + e);
    }
  }
}
