package io.spillway.app.stat;

import java.util.List;

/**
 * What lies in the rescue folder.
 *
 * @param records to be delivered, by sink and reason; those refused for good apart
 * @param notes what the counts don't say, in words for people
 * @param problems what could not be read, so that the counts are too low
 */
public record RescueStat(
    String folder,
    List<Reasoned> records,
    List<RescueFile> files,
    List<String> notes,
    List<String> problems) {
  static final String RESCUED = "rescued";
  static final String REJECTED = "rejected";

  /**
   * Records of one sink with one reason.
   *
   * @param place {@code rescued} or {@code rejected}
   */
  public record Reasoned(String sink, String place, String reason, long records) {}

  /**
   * A rescue file.
   *
   * @param state closed, open, torn or bad; torn and bad ones hold lines set aside
   * @param lines its line feeds
   * @param records of them not delivered yet
   * @param bad lines that can't be read
   */
  public record RescueFile(
      String file, String sink, String place, String state, long lines, long records, long bad) {}

  /** Of one sink in one place. */
  long of(String sink, String place) {
    return records.stream()
        .filter(one -> one.sink().equals(sink) && one.place().equals(place))
        .mapToLong(Reasoned::records)
        .sum();
  }
}
