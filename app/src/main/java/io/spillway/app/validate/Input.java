package io.spillway.app.validate;

import io.spillway.app.stat.SourceStat;
import io.spillway.app.stat.Stat;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many records all sources took.
 *
 * @param records null if nobody can tell
 * @param from what says so, or why nothing does
 */
public record Input(@Nullable Long records, String from) {
  /**
   * What was given; or else the lines of the sources' files, if all sources read files once; or
   * else what the last run's receipt says.
   */
  static Input of(Stat stat, OptionalLong given) {
    if (given.isPresent()) {
      return new Input(given.getAsLong(), "given by --input");
    }
    Long lines = lines(stat);
    Long accepted = stat.lastRun().input();
    if (lines != null) {
      String files =
          stat.sources().stream()
              .flatMap(source -> source.files().stream())
              .map(file -> file.file() + " (" + file.records() + ")")
              .collect(Collectors.joining(", "));
      boolean other = accepted != null && !accepted.equals(lines);
      String beside = other ? "; not the " + accepted + " accepted in " + stat.lastRun().run() : "";
      return new Input(lines, "lines of " + files + beside);
    }
    return accepted != null
        ? new Input(
            accepted, "accepted in " + stat.lastRun().run() + "; earlier runs are not in it")
        : new Input(
            null,
            stat.lastRun().problem()
                + "; sources "
                + names(stat)
                + " have no files to count: give --input N");
  }

  private static @Nullable Long lines(Stat stat) {
    long sum = 0;
    for (SourceStat source : stat.sources()) {
      Long records = source.records();
      if (records == null) {
        return null;
      }
      sum += records;
    }
    return stat.sources().isEmpty() ? null : sum;
  }

  private static String names(Stat stat) {
    return stat.sources().stream()
        .filter(source -> source.records() == null)
        .map(SourceStat::source)
        .collect(Collectors.joining(", "));
  }
}
