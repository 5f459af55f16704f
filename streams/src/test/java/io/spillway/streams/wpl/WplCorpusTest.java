package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every case of {@code src/test/resources/wpl/*.txt}. A file is blocks: {@code RULE}, the
 * rules that follow (until the next word in capitals), then pairs of {@code IN line} and one of
 * {@code OUT json of the fields}, {@code REST text} behind it for a residue, {@code BY rule} for
 * which rule matched, {@code MISS field@offset expected}. In an input {@code \xHH} is that byte. A
 * line that begins with # is a remark.
 */
class WplCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/wpl");
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> everyCaseHolds() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(CORPUS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
        read(file, tests);
      }
    }
    assertThat(tests).hasSizeGreaterThan(830);
    return tests.stream();
  }

  private static void read(Path file, List<DynamicTest> tests) throws IOException {
    List<String> lines = Files.readAllLines(file);
    StringBuilder rules = new StringBuilder();
    boolean inRules = false;
    int i = 0;
    while (i < lines.size()) {
      String line = lines.get(i++);
      if (line.equals("RULE")) {
        rules.setLength(0);
        inRules = true;
      } else if (line.startsWith("IN ") || line.equals("IN")) {
        inRules = false;
        int number = i;
        List<String> expected = new ArrayList<>();
        while (i < lines.size() && lines.get(i).matches("(OUT|REST|BY|MISS)( .*)?")) {
          expected.add(lines.get(i++));
        }
        String source = rules.toString();
        String input = line.length() > 3 ? line.substring(3) : "";
        tests.add(
            DynamicTest.dynamicTest(
                file.getFileName() + ":" + number + " " + input,
                () -> check(source, input, expected)));
      } else if (inRules) {
        rules.append(line).append('\n');
      }
    }
  }

  private static void check(String rules, String input, List<String> expected) throws IOException {
    assertThat(expected).isNotEmpty();
    String answer = Trials.run(Trials.compile(rules), bytes(input));
    assertThat(answer.lines()).hasSize(1);
    var json = JACKSON.readTree(answer);
    String all = rules + "\n" + input + "\n" + answer;
    for (String line : expected) {
      String rest = line.substring(Math.min(line.length(), line.indexOf(' ') + 1));
      if (line.startsWith("OUT")) {
        int fields = answer.indexOf("\"fields\":");
        assertThat(fields).as(all).isPositive();
        assertThat(answer.substring(fields + 9)).as(all).startsWith(rest);
        assertThat(json.get("fields").toString()).as(all).isEqualTo(canonical(rest));
        assertThat(json.has("residue"))
            .as(all)
            .isEqualTo(expected.stream().anyMatch(e -> e.startsWith("REST")));
      } else if (line.startsWith("REST")) {
        assertThat(json.get("residue").asText()).as(all).isEqualTo(rest);
      } else if (line.startsWith("BY")) {
        assertThat(json.get("rule").asText()).as(all).isEqualTo(rest);
      } else {
        var nearest = json.get("nearest");
        assertThat(json.get("outcome").asText()).as(all).isEqualTo("missed");
        if (!line.equals("MISS")) {
          assertThat(
                  nearest.get("field").asText()
                      + "@"
                      + nearest.get("offset").asInt()
                      + " "
                      + nearest.get("expected").asText())
              .as(all)
              .isEqualTo(rest);
        }
      }
    }
  }

  private static String canonical(String json) throws IOException {
    return JACKSON.readTree(json).toString();
  }

  /** The input with {@code \xHH} as bytes, and a newline. */
  private static byte[] bytes(String input) {
    byte[] in = (input + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int to = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '\\' && i + 3 < in.length && in[i + 1] == 'x') {
        out[to++] =
            (byte) Integer.parseInt(new String(in, i + 2, 2, StandardCharsets.US_ASCII), 16);
        i += 3;
      } else {
        out[to++] = in[i];
      }
    }
    return java.util.Arrays.copyOf(out, to);
  }
}
