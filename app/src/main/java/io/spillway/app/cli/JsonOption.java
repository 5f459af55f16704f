package io.spillway.app.cli;

import picocli.CommandLine.Option;

/** {@code --json}, on every command. */
public final class JsonOption {
  @Option(names = "--json", description = "Print one line of JSON instead of text.")
  boolean json;

  public boolean isSet() {
    return json;
  }
}
