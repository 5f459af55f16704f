package io.spillway.app.cli;

/** What the launcher found out about standard error. */
public final class Terminal {
  private Terminal() {}

  /** Whether a person watches standard error. */
  public static boolean isError() {
    return Boolean.getBoolean("spillway.err.terminal");
  }

  /** Whether standard error takes colour. */
  public static boolean hasColour() {
    return isError() && System.getenv("NO_COLOR") == null;
  }
}
