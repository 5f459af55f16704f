package io.spillway.streams.tap;

/** Why a tap ended. */
public enum TapEnd {
  /** It has shown as many records as it was asked for. */
  LIMIT,
  /** The time that it was asked for is over. */
  TIME,
  /** The node stops. */
  DRAIN,
  /** The source, group or sink is not there any more. */
  GONE,
  /** Its reader took nothing for too long. */
  SLOW_READER,
  /** Its reader has gone. */
  CLOSED;

  private final String word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

  public String word() {
    return word;
  }
}
