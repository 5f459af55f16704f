package io.spillway.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with rescue files. */
@Command(
    name = "rescue",
    description = "Look at rescue files, and bring them back.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RescueLsCommand.class,
      RescueShowCommand.class,
      RescueVerifyCommand.class,
      RescueExportCommand.class,
      RescueImportCommand.class,
      RescueDiscardCommand.class,
      RescueDaemonCommand.class
    })
final class RescueCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }
}
