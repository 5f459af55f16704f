package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Commands that ask for the replay under way, and may change it. */
abstract class ReplayChangeCommand implements Callable<Integer> {
  private final String verb;

  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  ReplayChangeCommand(String verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() {
    AdminClient client = admin.client();
    JsonNode replay =
        verb.isEmpty() ? client.get("/api/replay") : client.post("/api/replay/" + verb);
    spec.commandLine().getOut().println(json.isSet() ? replay : ReplayText.render(replay));
    return ExitStatus.OK;
  }

  /** Shows it. */
  @Command(name = "status", description = "Show the replay under way, or how the last one ended.")
  static final class Status extends ReplayChangeCommand {
    Status() {
      super("");
    }
  }

  /** Holds it. */
  @Command(name = "pause", description = "Hold the replay at its checkpoint.")
  static final class Pause extends ReplayChangeCommand {
    Pause() {
      super("pause");
    }
  }

  /** Lets it go on. */
  @Command(name = "resume", description = "Let a paused replay go on.")
  static final class Resume extends ReplayChangeCommand {
    Resume() {
      super("resume");
    }
  }

  /** Ends it. */
  @Command(
      name = "cancel",
      description = "End the replay at its checkpoint; the next one goes on there.")
  static final class Cancel extends ReplayChangeCommand {
    Cancel() {
      super("cancel");
    }
  }
}
