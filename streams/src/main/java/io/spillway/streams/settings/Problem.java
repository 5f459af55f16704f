package io.spillway.streams.settings;

/**
 * One thing wrong with the configuration, said so that it can be put right without the manual.
 *
 * @param place where it stands
 * @param key full key path, empty if the problem is not one of a key
 * @param value the value as written, empty if there is none
 * @param what what is wrong with it and what is allowed
 * @param nearest the known word that looks most like the wrong one, empty if none does
 */
public record Problem(Place place, String key, String value, String what, String nearest) {
  public Problem(Place place, String key, String value, String what) {
    this(place, key, value, what, "");
  }

  /** What is wrong, with the nearest known word. */
  public String advice() {
    return nearest.isEmpty() ? what : what + "; did you mean " + nearest + "?";
  }

  /** The key and its value, as one would write them. */
  public String subject() {
    if (key.isEmpty()) {
      return value;
    }
    return value.isEmpty() ? key : key + " = " + value;
  }
}
