package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a running node one question and prints the answer. */
abstract class NodeQuery implements Callable<Integer> {
  private final String path;

  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /**
   * @param path of the question in the admin API
   */
  NodeQuery(String path) {
    this.path = path;
  }

  /** The answer as text for people. */
  abstract String render(JsonNode answer);

  int exitStatus(JsonNode answer) {
    return ExitStatus.OK;
  }

  @Override
  public final Integer call() {
    JsonNode answer = admin.client().get(path);
    spec.commandLine().getOut().println(json.isSet() ? answer : render(answer));
    return exitStatus(answer);
  }
}
