package io.spillway.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleExplanation;
import io.spillway.streams.wpl.RuleSet;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how one line was matched, or where each rule gave up. */
@Command(
    name = "explain",
    description = "Show how a line is read, or where each rule gave up.",
    footer = {
      "",
      "Shows for each rule the line with what its fields took of it, in colours on a terminal and",
      "underlined elsewhere or with NO_COLOR; read and dropped text is dim, or dotted. A caret",
      "stands where a rule gave up. Bytes that no terminal can show are written \\xHH.",
      "",
      "Ends with 0 if a rule matched, 1 if none did, 78 if the rules do not compile.",
      "",
      "Examples:",
      "  spillway rule explain --rules conf/rules '10.1.2.3 - - [05/Mar/2024:08:09:10 +0200]'",
      "  tail -n 1 app.log | spillway rule explain --rules conf/rules --all -"
    })
final class RuleExplainCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int USUAL_COLUMNS = 100;

  @Parameters(
      paramLabel = "LINE",
      description = "The line, without its end; - for the first of standard input.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String line;

  @Option(
      names = "--rules",
      required = true,
      arity = "1",
      paramLabel = "FILE_OR_DIR",
      description = "Rule files, or folders of *.wpl, tried in this order; may be given again.")
  private final List<Path> rules = new ArrayList<>();

  @Option(names = "--all", description = "Go on behind the rule that matched.")
  private boolean all;

  @Mixin private final JsonOption json = new JsonOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Compilation compilation = RuleSet.compile(RuleFiles.read(rules));
    if (compilation.rules().isEmpty()) {
      return RuleFiles.print(compilation.errors(), spec.commandLine().getErr());
    }
    RuleExplanation explanation =
        RuleExplanation.of(compilation.rules().get(), bytes(), System.currentTimeMillis(), all);
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(json(explanation));
    } else {
      RuleExplainText text = text();
      explanation.steps().forEach(step -> out.print(text.of(step)));
    }
    out.flush();
    return explanation.matched() ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private static RuleExplainText text() {
    boolean person = Terminal.isOut();
    return new RuleExplainText(
        person ? Terminal.columns() : USUAL_COLUMNS,
        person && System.getenv("NO_COLOR") == null,
        person ? Charset.defaultCharset() : StandardCharsets.UTF_8);
  }

  /** The line as it was given, or the first of standard input. */
  private byte[] bytes() throws IOException {
    if (!STANDARD_INPUT.equals(line)) {
      return line.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    InputStream in = new BufferedInputStream(System.in);
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      first.write(next);
    }
    byte[] all = first.toByteArray();
    boolean carriageReturn = all.length > 0 && all[all.length - 1] == '\r';
    return carriageReturn ? Arrays.copyOf(all, all.length - 1) : all;
  }

  private static ArrayNode json(RuleExplanation explanation) {
    ObjectMapper jackson = new ObjectMapper();
    ArrayNode all = jackson.createArrayNode();
    for (RuleExplanation.Step step : explanation.steps()) {
      ObjectNode node = all.addObject();
      node.put("rule", step.rule()).put("matches", step.gaveUp() == null);
      if (step.decoded()) {
        node.put("decoded", new String(step.text(), StandardCharsets.UTF_8));
      }
      node.set("fields", jackson.valueToTree(step.fields()));
      if (step.residueAt() < step.text().length) {
        node.put("residueAt", step.residueAt());
      }
      if (step.gaveUp() != null) {
        node.set("gaveUp", jackson.valueToTree(step.gaveUp()));
      }
    }
    return all;
  }
}
