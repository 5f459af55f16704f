package io.spillway.app;

import io.spillway.app.cli.SpillwayCommand;

/** The program: one command line, whose exit status ends the process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(SpillwayCommand.commandLine().execute(args));
  }
}
