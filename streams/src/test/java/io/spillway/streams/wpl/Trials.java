package io.spillway.streams.wpl;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Compiles rules and tries lines for tests. */
final class Trials {
  /** 2024-03-05T00:00:00Z. */
  static final long NOW = 1_709_596_800_000L;

  private Trials() {}

  static RuleSet compile(String rules) {
    Compilation compilation = RuleSet.compile(List.of(new RuleFile("test.wpl", rules)));
    return compilation
        .rules()
        .orElseThrow(
            () ->
                new AssertionError(
                    rules
                        + "\n"
                        + compilation.errors().stream()
                            .map(RuleError::render)
                            .collect(Collectors.joining("\n"))));
  }

  static String run(RuleSet rules, byte[] lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      RuleTrial.run(rules, new ByteArrayInputStream(lines), out, NOW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The outcome of one line, without the members that say which line it was. */
  static String run(String rules, String line) {
    String all = run(compile(rules), (line + "\n").getBytes(StandardCharsets.UTF_8));
    return all.substring(all.indexOf(",\"outcome\"") + 1, all.length() - 2);
  }
}
