package io.spillway.app.stat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sink has got, and what waits for it.
 *
 * @param records in its output; null if that can't be told
 * @param from {@code files}, {@code receipt} or {@code nowhere}: what told it
 * @param files those of its output
 * @param rescued records in its rescue files
 * @param rejected records that it refused for good, in files too
 * @param notes what the counts don't say, in words for people
 */
public record SinkStat(
    String group,
    String sink,
    String type,
    @Nullable Long records,
    String from,
    List<FileStat> files,
    long rescued,
    long rejected,
    List<String> notes) {
  /** How the note begins that nothing is there yet. */
  public static final String NO_FILE = "there is no file ";

  static final String FILES = "files";
  static final String RECEIPT = "receipt";
  static final String NOWHERE = "nowhere";

  /** The same with what waits for it. */
  SinkStat waiting(long moreRescued, long moreRejected) {
    return new SinkStat(group, sink, type, records, from, files, moreRescued, moreRejected, notes);
  }
}
