package io.spillway.app.cli;

/** What the process ends with; 64, 69, 77 and 78 as in BSD's sysexits. */
public final class ExitStatus {
  /** All went well; of a node: everything is delivered. */
  public static final int OK = 0;

  /** Something asked for was not found or did not hold; of {@code rule parse}: lines missed. */
  public static final int FAILED = 1;

  /** Of a node: nothing is lost, but rescue files are left. */
  public static final int RESCUED = 10;

  /** Of a node: records are undelivered, or the ledger does not balance. */
  public static final int UNDELIVERED = 20;

  /** The command line is wrong. */
  public static final int USAGE = 64;

  /** Of {@code batch}: some input could not be read; all that could be is delivered. */
  public static final int NO_INPUT = 66;

  /** The node could not be reached. */
  public static final int UNAVAILABLE = 69;

  /** The node refuses the token, or its certificate is not trusted. */
  public static final int NOT_PERMITTED = 77;

  /** The configuration is wrong. */
  public static final int CONFIGURATION = 78;

  private ExitStatus() {}
}
