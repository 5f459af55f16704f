package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.FollowChecks;
import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.PortChecks;
import io.spillway.app.settings.SourceSettings;
import io.spillway.app.settings.Warnings;
import io.spillway.streams.settings.Problem;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration as a start would, and says what is wrong with it or what it holds. */
@Command(
    name = "check",
    description = "Check a configuration and its rules without starting anything.",
    footer = {
      "",
      "Ends with 0 if a node could start, with 78 and a report of all problems if not.",
      "Warns of what is allowed and may still surprise.",
      "",
      "Examples:",
      "  spillway check",
      "  spillway check --config /etc/spillway --json | jq .problems"
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration.Outcome outcome = config.read();
    if (outcome.settings().isPresent() && !isRunning(outcome.settings().get())) {
      outcome = PortChecks.check(outcome);
    }
    outcome = FollowChecks.check(outcome);
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    summary(outcome.settings().get(), Warnings.of(outcome.settings().get()));
    return ExitStatus.OK;
  }

  /** Whether the ports are taken because this very configuration runs. */
  private static boolean isRunning(NodeSettings node) {
    if (!PortChecks.isTaken(node.admin().host(), node.admin().port())) {
      return false;
    }
    try {
      JsonNode status = AdminClient.of(node.admin()).get("/api/status");
      return status.path("config").asText().equals(node.config().toString());
    } catch (CommandFailure notANode) {
      return false;
    }
  }

  private void summary(NodeSettings node, List<Problem> warnings) {
    PrintWriter out = spec.commandLine().getOut();
    List<String> sources = node.sources().stream().map(SourceSettings::name).toList();
    List<String> groups =
        node.groups().stream()
            .filter(group -> group.kind() == GroupSettings.Kind.BUSINESS)
            .map(GroupSettings::name)
            .toList();
    long sinks = node.groups().stream().mapToLong(group -> group.sinks().size()).sum();
    if (json.isSet()) {
      ObjectNode object = Json.object().put("ok", true).put("config", node.config().toString());
      object.put("node", node.name()).put("work_dir", node.workDir().toString());
      object.put("sources", sources.size()).put("rules", node.rules().names().size());
      object.put("groups", groups.size()).put("sinks", sinks);
      ProblemPrinter.addAll(object.putArray("warnings"), warnings);
      out.println(object);
    } else {
      out.println(node.config() + " is good");
      out.println("  node      " + node.name() + ", admin " + node.admin().url());
      out.println("  work dir  " + node.workDir());
      out.println("  sources   " + list(sources));
      out.println("  rules     " + list(node.rules().names()));
      out.println("  groups    " + list(groups) + ", and the six infra groups");
      out.println("  sinks     " + sinks);
      for (Problem warning : warnings) {
        out.println("warning: " + warning.place() + " " + warning.subject());
        out.println("  " + warning.what());
      }
    }
    out.flush();
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : names.size() + ": " + String.join(", ", names);
  }
}
