package io.spillway.app.cli;

/** Ends a command with a message for people and an exit status; its stack trace is never shown. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int status;

  public CommandFailure(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
