package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Shows what became of every record so far. */
@Command(
    name = "ledger",
    description = "Show what became of every record a running node took.",
    footer = {
      "",
      "Ends with 20 if the ledger does not balance.",
      "",
      "Examples:",
      "  spillway ledger",
      "  spillway ledger --admin 127.0.0.1:9600 --json | jq '.sinks[] | {sink, delivered}'"
    })
final class LedgerCommand extends NodeQuery {
  LedgerCommand() {
    super("/api/ledger");
  }

  @Override
  String render(JsonNode ledger) {
    return LedgerTable.render(ledger);
  }

  @Override
  int exitStatus(JsonNode ledger) {
    return ledger.path("balanced").asBoolean(true) ? ExitStatus.OK : ExitStatus.UNDELIVERED;
  }
}
