package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists a node's rescue files, as it tells them, or by a look into the folder if none runs. */
@Command(
    name = "ls",
    description = "List the rescue files of a node, oldest first; it need not run.",
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
    JsonNode rescue = told();
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(rescue);
      return ExitStatus.OK;
    }
    String table = RescueTable.render(rescue);
    out.println(table.isEmpty() ? "no rescue files in " + rescue.path("folder").asText() : table);
    return ExitStatus.OK;
  }

  /** Nobody answers: the files can be read if no process has them. */
  private JsonNode told() {
    try {
      return admin.client().get("/api/status").path("rescue");
    } catch (CommandFailure away) {
      if (away.status() != ExitStatus.UNAVAILABLE || admin.isNamed()) {
        throw away;
      }
      return RescueFolderLook.at(admin.config()).orElseThrow(() -> away);
    }
  }
}
