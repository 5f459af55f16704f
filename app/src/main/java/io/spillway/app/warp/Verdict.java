package io.spillway.app.warp;

import java.util.Locale;

/** What becomes of a key of the project here, from best to worst. */
public enum Verdict {
  /** The same is set here, or holds without being set. */
  MAPPED,
  /** It is reached in another way, or not exactly. */
  DIFFERS,
  /** It has no counterpart: what it did is lost, or has to be done by hand. */
  NONE;

  /** The word in reports. */
  public String word() {
    return this == NONE ? "no counterpart" : name().toLowerCase(Locale.ROOT);
  }
}
