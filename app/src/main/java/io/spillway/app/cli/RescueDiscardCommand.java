package io.spillway.app.cli;

import io.spillway.actors.Acknowledged;
import io.spillway.app.node.RescueOffline;
import io.spillway.app.settings.NodeSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes a rescue file with its records: through the node if it runs, under its lock if not. */
@Command(
    name = "discard",
    description = "Delete a closed rescue file with all its records, for good.",
    footer = {
      "",
      "It is counted as discarded, and logged with its name and how many records it held.",
      "",
      "Examples:",
      "  spillway rescue discard out-2026-11-21_08:00:00.dat --yes",
      "  spillway rescue discard rejected/out-2026-11-21_08:00:00.dat --yes"
    })
final class RescueDiscardCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();

  @Parameters(
      paramLabel = "FILE",
      description = "Its name in the rescue folder, with rejected/ before it if it is there.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String file;

  @Option(names = "--yes", description = "Needed: the records are lost.")
  private boolean yes;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (!yes) {
      throw new CommandFailure(
          ExitStatus.USAGE, "nothing is deleted: the records of " + file + " would be lost; --yes");
    }
    spec.commandLine().getOut().println(file + ": " + discarded());
    return ExitStatus.OK;
  }

  private String discarded() {
    String path = "/api/rescue/discard?file=" + AdminClient.segment(file);
    try {
      return admin.client().post(path).path("detail").asText();
    } catch (CommandFailure away) {
      if (away.status() != ExitStatus.UNAVAILABLE || admin.isNamed()) {
        throw away;
      }
      return withoutTheNode();
    }
  }

  private String withoutTheNode() {
    NodeSettings settings = admin.config().settings();
    try {
      Acknowledged done = RescueOffline.discard(settings, file);
      if (!done.found()) {
        throw new CommandFailure(ExitStatus.FAILED, done.detail());
      }
      return done.detail();
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
