package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a running node read its configuration again, and shows what that changed. */
@Command(
    name = "reload",
    description = "Read the configuration again: change what differs, and nothing else.",
    footer = {
      "",
      "A configuration with a mistake is refused whole, and the old one goes on. Connections stay",
      "open. Sinks that are gone or changed deliver what they hold first. SIGHUP does the same.",
      "Ends with 0 when it is applied, 78 when the configuration is refused, 1 when something else",
      "goes on.",
      "",
      "Examples:",
      "  spillway reload",
      "  spillway reload --json"
    })
final class ReloadCommand implements Callable<Integer> {
  private static final List<String> KINDS = List.of("sources", "groups", "sinks", "rule_files");

  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for sinks that end. Default: 600.")
  private int wait = 600;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    JsonNode receipt = admin.client().ask("/api/reload", Duration.ofSeconds(Math.max(1, wait)));
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(receipt);
    } else {
      print(receipt, out);
    }
    out.flush();
    if (receipt.path("applied").asBoolean()) {
      return ExitStatus.OK;
    }
    return receipt.path("under_way").asBoolean() ? ExitStatus.FAILED : ExitStatus.CONFIGURATION;
  }

  private void print(JsonNode receipt, PrintWriter out) {
    if (!receipt.path("applied").asBoolean()) {
      PrintWriter err = spec.commandLine().getErr();
      receipt.path("problems").forEach(problem -> err.println(problem.asText()));
      err.println("refused; the node goes on as it was");
      err.flush();
      return;
    }
    for (String kind : KINDS) {
      show(kind, receipt.path(kind), out);
    }
    receipt.path("settings").forEach(name -> out.println("changed settings: " + name.asText()));
    receipt.path("need_restart").forEach(name -> out.println("needs a restart: " + name.asText()));
    receipt.path("warnings").forEach(warning -> out.println("warning: " + warning.asText()));
    receipt.path("problems").forEach(problem -> out.println("problem: " + problem.asText()));
    out.printf(
        "applied in %.1f s; %d parts unchanged%n",
        receipt.path("seconds").asDouble(), receipt.path("unchanged").asInt());
  }

  private static void show(String kind, JsonNode changed, PrintWriter out) {
    for (String verb : List.of("added", "removed", "changed")) {
      StringJoiner names = new StringJoiner(", ");
      changed.path(verb).forEach(name -> names.add(name.asText()));
      if (names.length() > 0) {
        out.println(verb + " " + kind.replace('_', ' ') + ": " + names);
      }
    }
  }
}
