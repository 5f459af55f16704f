package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows how a running node is. */
@Command(
    name = "status",
    description = "Show a running node: its paths, sources and sinks, and what waits.",
    footer = {
      "",
      "Examples:",
      "  spillway status",
      "  spillway status --config /etc/spillway --json | jq -r .data_dir"
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    JsonNode status = admin.client().get("/api/status");
    spec.commandLine().getOut().println(json.isSet() ? status : render(status));
    return ExitStatus.OK;
  }

  private static String render(JsonNode status) {
    StringBuilder out = new StringBuilder();
    out.append("node ").append(status.path("node").asText()).append(' ');
    out.append(status.path("state").asText()).append(", version ");
    out.append(status.path("version").asText())
        .append(", pid ")
        .append(status.path("pid").asText());
    out.append(", up ").append(status.path("uptime_seconds").asLong()).append(" s\n");
    for (String path : new String[] {"config", "work_dir", "data_dir", "log_dir", "admin"}) {
      out.append(String.format("  %-9s %s%n", path.replace('_', ' '), status.path(path).asText()));
    }
    out.append('\n').append(sources(status.path("sources")).render());
    out.append('\n').append(sinks(status.path("sinks")).render());
    return out.append('\n')
        .append(RescueTable.render(status.path("rescue")))
        .toString()
        .stripTrailing();
  }

  private static Table sources(JsonNode sources) {
    Table table = new Table(4, "source", "type", "state", "from", "open", "accepted", "per second");
    for (JsonNode source : sources) {
      table.row(
          source.path("source").asText(),
          source.path("type").asText(),
          source.path("state").asText(),
          from(source),
          source.path("connections_open").asLong(),
          source.path("accepted").asLong(),
          Math.round(source.path("rate").asDouble()));
    }
    return table;
  }

  private static String from(JsonNode source) {
    if (source.hasNonNull("address")) {
      return source.path("address").asText();
    }
    List<String> paths = new ArrayList<>();
    source.path("paths").forEach(path -> paths.add(path.asText()));
    String first = paths.isEmpty() ? "" : paths.get(0);
    return paths.size() > 1 ? first + " and " + (paths.size() - 1) + " more" : first;
  }

  private static Table sinks(JsonNode sinks) {
    Table table = new Table(4, "group", "sink", "type", "state", "waiting", "bytes", "reason");
    for (JsonNode sink : sinks) {
      table.row(
          sink.path("group").asText(),
          sink.path("sink").asText(),
          sink.path("type").asText(),
          sink.path("state").asText(),
          sink.path("pending_records").asLong(),
          sink.path("pending_bytes").asLong(),
          sink.path("reason").asText(""));
    }
    return table;
  }
}
