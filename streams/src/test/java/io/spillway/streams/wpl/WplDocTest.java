package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every example of {@code docs/wpl.md}: a block {@code wpl} with rules, then {@code text} with
 * lines and {@code json} with what {@code rule parse} prints for them, or {@code error} with what
 * the compiler says.
 */
class WplDocTest {
  private static final Path DOCUMENT = Path.of("../docs/wpl.md");

  /** A fenced block and the line it begins at. */
  private record Block(int line, String kind, String text) {}

  @TestFactory
  Stream<DynamicTest> everyExampleHolds() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    String rules = "";
    String lines = "";
    for (Block block : blocks()) {
      String source = rules;
      String input = lines;
      switch (block.kind()) {
        case "wpl" -> rules = block.text();
        case "text" -> lines = block.text();
        case "json" -> tests.add(test(block, () -> parses(source, input, block.text())));
        case "error" -> tests.add(test(block, () -> fails(source, block.text())));
        default -> {}
      }
    }
    assertThat(tests).hasSizeGreaterThan(12);
    return tests.stream();
  }

  private static DynamicTest test(Block block, org.junit.jupiter.api.function.Executable run) {
    return DynamicTest.dynamicTest("line " + block.line(), run);
  }

  private static void parses(String rules, String lines, String expected) {
    String answer = Trials.run(Trials.compile(rules), lines.getBytes(StandardCharsets.UTF_8));
    assertThat(answer).isEqualTo(expected);
  }

  private static void fails(String rules, String expected) {
    List<RuleError> errors = RuleSet.compile(List.of(new RuleFile("web.wpl", rules))).errors();
    String report = errors.stream().map(RuleError::render).collect(Collectors.joining("\n\n"));
    assertThat(report.strip()).isEqualTo(expected.strip());
  }

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> all = Files.readAllLines(DOCUMENT);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).startsWith("```")) {
        int begin = i++;
        StringBuilder text = new StringBuilder();
        for (; !all.get(i).equals("```"); i++) {
          text.append(all.get(i)).append('\n');
        }
        blocks.add(new Block(begin + 1, all.get(begin).substring(3), text.toString()));
      }
    }
    return blocks;
  }
}
