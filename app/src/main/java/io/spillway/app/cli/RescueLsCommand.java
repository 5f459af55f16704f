package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists a running node's rescue files. */
@Command(
    name = "ls",
    description = "List the rescue files of a running node, oldest first.",
    footer = {
      "",
      "Examples:",
      "  spillway rescue ls",
      "  spillway rescue ls --json | jq '[.files[].records] | add'"
    })
final class RescueLsCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    JsonNode rescue = admin.client().get("/api/status").path("rescue");
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(rescue);
      return ExitStatus.OK;
    }
    String table = RescueTable.render(rescue);
    out.println(table.isEmpty() ? "no rescue files in " + rescue.path("folder").asText() : table);
    return ExitStatus.OK;
  }
}
