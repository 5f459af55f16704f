package io.spillway.app.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command above all others; it does nothing by itself. */
@Command(
    name = "spillway",
    description = "Takes logs in, parses, routes and delivers them, and proves that none was lost.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = false,
    footer = {"", "spillway COMMAND --help explains a command."},
    subcommands = {
      InitCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      RunCommand.class,
      BatchCommand.class,
      StatusCommand.class,
      LedgerCommand.class,
      TapCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      DrainCommand.class,
      ReloadCommand.class,
      RescueCommand.class,
      ReplayCommand.class,
      StatCommand.class,
      ValidateCommand.class,
      GenCommand.class,
      RuleCommand.class,
      ImportWarpCommand.class,
      CleanCommand.class,
      CompletionCommand.class,
      VersionCommand.class,
      WarmUpCommand.class
    })
public final class SpillwayCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  /** A command line that knows every command and the exit statuses. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new SpillwayCommand());
    line.setParameterExceptionHandler(usage());
    line.setExecutionExceptionHandler(failure());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }

  private static IParameterExceptionHandler usage() {
    return (wrong, args) -> {
      CommandLine line = wrong.getCommandLine();
      PrintWriter err = line.getErr();
      String message = String.valueOf(wrong.getMessage());
      err.println("spillway: " + message);
      UnmatchedArgumentException.printSuggestions(wrong, err);
      if (message.startsWith("Name a command")) {
        line.usage(err);
      } else {
        err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
      }
      err.flush();
      return ExitStatus.USAGE;
    };
  }

  private static IExecutionExceptionHandler failure() {
    return (thrown, line, parsed) -> {
      if (thrown instanceof CommandFailure failure) {
        line.getErr().println("spillway: " + failure.getMessage());
        line.getErr().flush();
        return failure.status();
      }
      throw thrown;
    };
  }
}
