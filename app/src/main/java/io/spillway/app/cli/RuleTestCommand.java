package io.spillway.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleCase;
import io.spillway.streams.wpl.RuleError;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import io.spillway.streams.wpl.RuleTrial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the cases that stand above rules. */
@Command(
    name = "test",
    description = "Run the cases written in comments above rules; print what differs.",
    footer = {
      "",
      "A case:",
      "  //> 10 ann",
      "  //= {\"n\":10,\"who\":\"ann\"}      (or //! if the rule below must not match)",
      "  rule r { (digit:n, chars:who) }",
      "  //~ TEXT behind //= is the residue. All files are compiled together.",
      "",
      "Ends with 0 if all cases hold, 1 if some do not, 78 if the rules do not compile.",
      "",
      "Examples:",
      "  spillway rule test conf/rules"
    })
final class RuleTestCommand implements Callable<Integer> {
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE_OR_DIR",
      description = "Rule files, or folders of *.wpl, in the order in which a node has them.")
  private final List<Path> rules = new ArrayList<>();

  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<RuleFile> files = RuleFiles.read(rules);
    Compilation compilation = RuleSet.compile(files);
    List<RuleError> errors = new ArrayList<>(compilation.errors());
    List<RuleCase> cases = new ArrayList<>();
    if (errors.isEmpty()) {
      files.forEach(file -> cases.addAll(RuleCase.of(file, errors)));
    }
    if (!errors.isEmpty() || compilation.rules().isEmpty()) {
      return RuleFiles.print(errors, spec.commandLine().getErr());
    }
    return run(compilation.rules().get(), cases);
  }

  private int run(RuleSet set, List<RuleCase> cases) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    for (RuleCase each : cases) {
      List<String> differences = differences(each, answer(set, each.input()));
      if (!differences.isEmpty()) {
        failed++;
        tell(each, differences, out);
      }
    }
    if (json.isSet()) {
      ObjectNode sum = JACKSON.createObjectNode();
      out.println(sum.put("cases", cases.size()).put("failed", failed));
    } else {
      out.printf("%d cases, %d failed%n", cases.size(), failed);
    }
    out.flush();
    return failed == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private void tell(RuleCase each, List<String> differences, PrintWriter out) {
    if (json.isSet()) {
      ObjectNode node = JACKSON.createObjectNode();
      node.put("file", each.path()).put("line", each.line()).put("rule", each.rule());
      differences.forEach(node.putArray("differences")::add);
      out.println(node);
      return;
    }
    out.printf("%s:%d: %s%n  > %s%n", each.path(), each.line(), each.rule(), each.input());
    differences.forEach(difference -> out.println("  " + difference));
    out.println();
  }

  private static JsonNode answer(RuleSet set, String line) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] in = (line + "\n").getBytes(StandardCharsets.UTF_8);
    RuleTrial.run(set, new ByteArrayInputStream(in), out, System.currentTimeMillis());
    return JACKSON.readTree(out.toString(StandardCharsets.UTF_8));
  }

  private static List<String> differences(RuleCase each, JsonNode answer) {
    String winner = answer.path("rule").asText();
    if (each.fields().isEmpty()) {
      return winner.equals(each.rule()) ? List.of("matches, and must not") : List.of();
    }
    if (winner.isEmpty()) {
      JsonNode nearest = answer.path("nearest");
      return List.of(
          "missed: %s wants %s in field '%s' at offset %d"
              .formatted(
                  nearest.path("rule").asText(),
                  nearest.path("expected").asText(),
                  nearest.path("field").asText(),
                  nearest.path("offset").asInt()));
    }
    List<String> found = new ArrayList<>();
    if (!winner.equals(each.rule())) {
      found.add("parsed by " + winner);
    }
    compare(each.fields().get(), answer.path("fields"), found);
    String residue = answer.path("residue").asText();
    if (!residue.equals(each.residue())) {
      found.add("residue: expected '" + each.residue() + "', is '" + residue + "'");
    }
    return found;
  }

  /** A line for each field that is missing, too much or another. */
  private static void compare(String expected, JsonNode fields, List<String> found) {
    JsonNode wanted;
    try {
      wanted = JACKSON.readTree(expected);
    } catch (JsonProcessingException e) {
      found.add("the expected fields are no JSON: " + e.getOriginalMessage());
      return;
    }
    Set<String> names = new TreeSet<>();
    wanted.fieldNames().forEachRemaining(names::add);
    fields.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!wanted.has(name)) {
        found.add("+ " + name + ": " + fields.get(name));
      } else if (!fields.has(name)) {
        found.add("- " + name + ": " + wanted.get(name));
      } else if (!wanted.get(name).equals(fields.get(name))) {
        found.add("- " + name + ": " + wanted.get(name));
        found.add("+ " + name + ": " + fields.get(name));
      }
    }
  }
}
