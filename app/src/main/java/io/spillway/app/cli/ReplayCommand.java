package io.spillway.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings rescued records back. */
@Command(
    name = "replay",
    description = "Deliver rescued records through the sinks of a running node.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ReplayPlanCommand.class,
      ReplayRunCommand.class,
      ReplayChangeCommand.Status.class,
      ReplayChangeCommand.Pause.class,
      ReplayChangeCommand.Resume.class,
      ReplayChangeCommand.Cancel.class
    })
final class ReplayCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }
}
