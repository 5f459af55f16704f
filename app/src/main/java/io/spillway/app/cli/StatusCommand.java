package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

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
final class StatusCommand extends NodeQuery {
  StatusCommand() {
    super("/api/status");
  }

  @Override
  String render(JsonNode status) {
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
    Table followed = followed(status.path("sources"));
    if (!followed.isEmpty()) {
      out.append('\n').append(followed.render());
    }
    Table journals = journals(status.path("sources"));
    if (!journals.isEmpty()) {
      out.append('\n').append(journals.render());
    }
    out.append('\n').append(sinks(status.path("sinks")).render());
    out.append('\n').append(RescueTable.render(status.path("rescue")));
    JsonNode replay = status.path("replay");
    if (ReplayText.underWay(replay)) {
      out.append('\n').append(ReplayText.render(replay));
    }
    return out.toString().stripTrailing();
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

  private static Table followed(JsonNode sources) {
    Table table = new Table(1, "followed", "files", "open", "bytes behind", "rotated", "truncated");
    for (JsonNode source : sources) {
      JsonNode follow = source.path("follow");
      if (follow.isObject()) {
        table.row(
            source.path("source").asText(),
            follow.path("files").asLong(),
            follow.path("open").asLong(),
            follow.path("behind_bytes").asLong(),
            follow.path("rotated").asLong(),
            follow.path("truncated").asLong());
      }
    }
    return table;
  }

  private static Table journals(JsonNode sources) {
    Table table =
        new Table(1, "journal", "bytes", "segments", "unsettled", "written", "from journal");
    for (JsonNode source : sources) {
      JsonNode journal = source.path("journal");
      if (journal.isObject()) {
        table.row(
            source.path("source").asText(),
            journal.path("bytes").asLong(),
            journal.path("segments").asLong(),
            journal.path("unsettled_records").asLong(),
            journal.path("written_records").asLong(),
            journal.path("from_journal").asLong());
      }
    }
    return table;
  }

  private static String from(JsonNode source) {
    if (!source.path("address").asText().isEmpty()) {
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
