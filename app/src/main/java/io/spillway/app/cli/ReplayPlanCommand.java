package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what {@code replay run} with the same options would do. */
@Command(
    name = "plan",
    description = "Show what a replay with these options would deliver; nothing is changed.",
    footer = {
      "",
      "Ends with 1 when there is nothing to replay, and says why.",
      "",
      "Examples:",
      "  spillway replay plan",
      "  spillway replay plan --reason timeout --since 2h"
    })
final class ReplayPlanCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final ReplayOptions options = new ReplayOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    JsonNode plan = admin.client().get("/api/replay/plan" + options.query());
    PrintWriter out = spec.commandLine().getOut();
    String problem = plan.path("problem").asText();
    if (json.isSet() || problem.isEmpty()) {
      out.println(json.isSet() ? plan : render(plan));
    } else {
      throw new CommandFailure(ExitStatus.FAILED, problem);
    }
    return problem.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
  }

  static String render(JsonNode plan) {
    Table files = new Table(2, "rescue file", "sink", "records", "bytes", "oldest", "newest");
    for (JsonNode file : plan.path("files")) {
      files.row(
          Path.of(file.path("file").asText()).getFileName(),
          file.path("sink").asText(),
          file.path("records").asLong(),
          file.path("bytes").asLong(),
          file.path("oldest").asText(),
          file.path("newest").asText());
    }
    Table sinks = new Table(1, "sink", "files", "records", "bytes");
    for (JsonNode sink : plan.path("sinks")) {
      sinks.row(
          sink.path("sink").asText(),
          sink.path("files").asLong(),
          sink.path("records").asLong(),
          sink.path("bytes").asLong());
    }
    StringBuilder text = new StringBuilder("rescue files in ");
    text.append(plan.path("folder").asText()).append('\n').append(files.render());
    text.append(sinks.render());
    plan.path("left_out").forEach(why -> text.append("left: ").append(why.asText()).append('\n'));
    return text.append(
            String.format(
                Locale.ROOT,
                "%,d records, %,d bytes, about %,d s at %,d/s",
                plan.path("records").asLong(),
                plan.path("bytes").asLong(),
                plan.path("seconds").asLong(),
                plan.path("per_second").asLong()))
        .toString();
  }
}
