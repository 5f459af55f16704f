package io.spillway.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which Spillway and which Java this is. */
@Command(
    name = "version",
    description = "Show the versions of Spillway and Java.",
    footer = {"", "Examples:", "  spillway version", "  spillway version --json | jq -r .version"})
final class VersionCommand implements Callable<Integer> {
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    String java = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (json.isSet()) {
      spec.commandLine()
          .getOut()
          .println(
              Json.object().put("version", Version.of()).put("java", java).put("system", system));
    } else {
      spec.commandLine().getOut().println("spillway " + Version.of());
      spec.commandLine().getOut().println("java " + java + ", " + system);
    }
    return ExitStatus.OK;
  }
}
