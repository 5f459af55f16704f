package io.spillway.app.cli;

import picocli.CommandLine.Command;

/** Runs the node until its file sources have been read to the end and all is delivered. */
@Command(
    name = "batch",
    description = "Read the file sources to their end, deliver everything, print the receipt.",
    footer = {
      "",
      "It waits as long as delivery takes, unless drain-timeout stands in the configuration.",
      "Exit status: 0 delivered, 10 safe in rescue files, 20 undelivered or imbalance, 78"
          + " configuration.",
      "",
      "Examples:",
      "  spillway batch --config my-node/spillway.conf",
      "  spillway batch --json | jq .verdict"
    })
final class BatchCommand extends NodeCommand {
  BatchCommand() {
    super(true);
  }
}
