package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code pause} and {@code resume} have in common: they name a part of the node. */
final class ChangeState {
  /** What can be paused. */
  enum Part {
    SOURCE,
    SINK
  }

  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(index = "0", paramLabel = "source|sink", description = "What NAME is the name of.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Part part;

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name in the configuration.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String name;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  int to(String verb) {
    String word = part.name().toLowerCase(Locale.ROOT);
    JsonNode answer = ask("/api/" + word + "s/" + AdminClient.segment(name) + "/" + verb, word);
    String said = verb + "d " + word + " " + name;
    spec.commandLine().getOut().println(json.isSet() ? answer : said);
    return ExitStatus.OK;
  }

  private JsonNode ask(String path, String word) {
    try {
      return admin.client().post(path);
    } catch (CommandFailure failure) {
      if (failure.status() != ExitStatus.FAILED) {
        throw failure;
      }
      String what = "no " + word + " is called " + name + "; " + failure.getMessage();
      throw new CommandFailure(ExitStatus.FAILED, what);
    }
  }
}
