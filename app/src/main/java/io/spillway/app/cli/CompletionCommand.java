package io.spillway.app.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Print the completion script for bash and zsh.",
    footer = {
      "",
      "Examples:",
      "  source <(spillway completion)",
      "  spillway completion > /etc/bash_completion.d/spillway"
    })
final class CompletionCommand implements Callable<Integer> {
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("spillway", spec.root().commandLine());
    spec.commandLine()
        .getOut()
        .println(json.isSet() ? Json.object().put("script", script).toString() : script);
    return ExitStatus.OK;
  }
}
