package io.spillway.app.cli;

/** The version this was built as. */
public final class Version {
  private Version() {}

  /** From the jar's manifest; {@code development} when it runs from class files. */
  public static String of() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
