package io.spillway.actors;

import io.spillway.streams.rescue.FileSurvey;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.RescueFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads through the files of a plan, to say what a replay would do; changes nothing. Slow, for a
 * blocking thread.
 *
 * @param half where a file half done goes on
 * @param lastPerSecond rate of the last replay, 0 if there was none
 */
record ReplaySurvey(
    ReplayRequest request, ReplayPlan plan, Optional<Position> half, long lastPerSecond) {
  /** What a file sink takes on a small machine. */
  private static final long ASSUMED_PER_SECOND = 100_000;

  /**
   * Looks.
   *
   * @param nothing why there is nothing, if there is not
   */
  ReplayOutlook outlook(String folder, String nothing) {
    if (plan.files().isEmpty()) {
      String why = plan.problem().isEmpty() ? nothing : plan.problem();
      return outlook(folder, List.of(), Range.NONE, why);
    }
    List<ReplayOutlook.File> files = new ArrayList<>();
    Range all = Range.NONE;
    try {
      for (RescueFiles.Dat dat : plan.files()) {
        FileSurvey found = survey(dat);
        if (found.records() > 0 && (request.most() == 0 || files.size() < request.most())) {
          Range range = new Range(found.oldestMillis(), found.newestMillis());
          all = all.with(range);
          files.add(file(dat, found, range));
        }
      }
    } catch (IOException e) {
      return outlook(folder, List.of(), Range.NONE, "can't be read: " + e);
    }
    return outlook(folder, files, all, files.isEmpty() ? plan.noneMeant() : "");
  }

  private FileSurvey survey(RescueFiles.Dat dat) throws IOException {
    long offset = half.filter(at -> at.file().equals(dat.key())).map(Position::offset).orElse(0L);
    try {
      return FileSurvey.of(dat.path(), offset, request.filter());
    } catch (NoSuchFileException done) { // by a replay that is under way
      return new FileSurvey(0, 0, 0, 0);
    }
  }

  private static ReplayOutlook.File file(RescueFiles.Dat dat, FileSurvey found, Range range) {
    return new ReplayOutlook.File(
        dat.path().toString(),
        dat.name().sink(),
        found.records(),
        found.bytes(),
        range.from(),
        range.to());
  }

  private ReplayOutlook outlook(
      String folder, List<ReplayOutlook.File> files, Range range, String problem) {
    long records = files.stream().mapToLong(ReplayOutlook.File::records).sum();
    long rate = lastPerSecond > 0 ? lastPerSecond : ASSUMED_PER_SECOND;
    long perSecond = request.speedLimit() > 0 ? Math.min(rate, request.speedLimit()) : rate;
    return new ReplayOutlook(
        folder,
        files,
        sinks(files),
        records,
        files.stream().mapToLong(ReplayOutlook.File::bytes).sum(),
        range.from(),
        range.to(),
        (records + perSecond - 1) / perSecond,
        perSecond,
        plan.unknown(),
        problem);
  }

  private static List<ReplayOutlook.OfSink> sinks(List<ReplayOutlook.File> files) {
    Map<String, ReplayOutlook.OfSink> sinks = new LinkedHashMap<>();
    for (ReplayOutlook.File file : files) {
      sinks.merge(
          file.sink(),
          new ReplayOutlook.OfSink(file.sink(), 1, file.records(), file.bytes()),
          (a, b) ->
              new ReplayOutlook.OfSink(
                  a.sink(),
                  a.files() + b.files(),
                  a.records() + b.records(),
                  a.bytes() + b.bytes()));
    }
    return List.copyOf(sinks.values());
  }

  /** Times of the oldest and the newest record. */
  private record Range(long oldest, long newest) {
    static final Range NONE = new Range(Long.MAX_VALUE, 0);

    Range with(Range other) {
      return new Range(Math.min(oldest, other.oldest), Math.max(newest, other.newest));
    }

    String from() {
      return oldest > newest ? "" : Instant.ofEpochMilli(oldest).toString();
    }

    String to() {
      return oldest > newest ? "" : Instant.ofEpochMilli(newest).toString();
    }
  }
}
