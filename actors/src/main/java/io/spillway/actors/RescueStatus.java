package io.spillway.actors;

import java.util.List;

/**
 * What the rescue store says of itself.
 *
 * @param folder where the files are, absolute
 * @param full whether the last records that came could not be kept
 * @param bytes of all files
 * @param bytesLeft that may still be written
 * @param oldestSeconds age of the oldest file that holds records, -1 if there is none
 * @param secondsLeft until there is no room, at the rate of the last minute; -1 if nothing comes
 * @param files oldest first
 */
public record RescueStatus(
    String folder,
    boolean full,
    long bytes,
    long bytesLeft,
    long oldestSeconds,
    long secondsLeft,
    List<File> files)
    implements AdminMessage {
  /** Of a node that has not answered. */
  public static final RescueStatus UNKNOWN = new RescueStatus("", false, 0, 0, -1, -1, List.of());

  /** Whether there are files of which nobody knows what they hold. */
  boolean anyUncounted() {
    return files.stream().anyMatch(file -> file.records() < 0);
  }

  /**
   * One file.
   *
   * @param place {@code rescued} or {@code rejected}
   * @param state {@code open} while it is written, else {@code closed}
   * @param records -1 if they are not counted
   */
  public record File(
      String file, String sink, String place, String state, long records, long bytes) {}
}
