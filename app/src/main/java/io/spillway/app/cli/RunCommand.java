package io.spillway.app.cli;

import picocli.CommandLine.Command;

/** Runs the node until it is stopped. */
@Command(
    name = "run",
    description = "Run the node until it is stopped; then it drains and prints its receipt.",
    footer = {
      "",
      "Ctrl-C or SIGTERM stops it: what was accepted is delivered first. A second one ends the"
          + " wait.",
      "Exit status: 0 delivered, 10 safe in rescue files, 20 undelivered or imbalance, 78"
          + " configuration.",
      "",
      "Examples:",
      "  spillway run --config my-node/spillway.conf",
      "  spillway run --stat 5          print the ledger every 5 seconds"
    })
final class RunCommand extends NodeCommand {
  RunCommand() {
    super(false);
  }
}
