package io.spillway.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with rules without a node. */
@Command(
    name = "rule",
    description = "Try rules without a node.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RuleParseCommand.class,
      RuleTestCommand.class,
      RuleExplainCommand.class,
      RuleBenchCommand.class,
      RuleFmtCommand.class
    })
final class RuleCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }
}
