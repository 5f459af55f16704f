package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
final class LedgerCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    JsonNode ledger = admin.client().get("/api/ledger");
    spec.commandLine().getOut().println(json.isSet() ? ledger : LedgerTable.render(ledger));
    return ledger.path("balanced").asBoolean(true) ? ExitStatus.OK : ExitStatus.UNDELIVERED;
  }
}
