package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.PortChecks;
import io.spillway.app.settings.SourceSettings;
import io.spillway.app.settings.SystemChecks;
import io.spillway.app.settings.Warnings;
import io.spillway.streams.settings.Problem;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the configuration as a start would, and says what is wrong with it or what it holds. */
@Command(
    name = "check",
    description = "Check a configuration and its rules without starting anything.",
    footer = {
      "",
      "Ends with 0 if a node could start, with 78 and a report of all problems if not.",
      "Warns of what is allowed and may still surprise. Looks at ports, folders, sockets,",
      "certificates, files to read and the rescue folder's owner, and leaves them as they are.",
      "",
      "Examples:",
      "  spillway check",
      "  spillway check --no-system --config conf      in a build",
      "  spillway check --config /etc/spillway --json | jq .problems"
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--no-system",
      description = {
        "Only the files of the configuration and its rules, not this machine: for a check where",
        "the node will not run."
      })
  private boolean noSystem;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration.Outcome outcome = config.read();
    if (noSystem) {
      outcome = outcome.withoutMachine();
    } else if (outcome.settings().isPresent()) {
      outcome = SystemChecks.check(outcome, running(outcome.settings().get()));
    }
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    List<Problem> warnings = new ArrayList<>(outcome.warnings());
    warnings.addAll(Warnings.of(outcome.settings().get()));
    summary(outcome.settings().get(), warnings);
    return ExitStatus.OK;
  }

  /** The process of a node that runs with this very configuration. */
  private static OptionalLong running(NodeSettings node) {
    if (!PortChecks.isTaken(node.admin().host(), node.admin().port())) {
      return OptionalLong.empty();
    }
    try {
      JsonNode status = AdminClient.of(node.admin()).get("/api/status");
      boolean same = status.path("config").asText().equals(node.config().toString());
      return same ? OptionalLong.of(status.path("pid").asLong()) : OptionalLong.empty();
    } catch (CommandFailure notANode) {
      return OptionalLong.empty();
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
      ProblemPrinter.warn(warnings, out);
    }
    out.flush();
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : names.size() + ": " + String.join(", ", names);
  }
}
