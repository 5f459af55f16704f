package io.spillway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.app.cli.ExitStatus;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.source.tcp.CloseReason;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Words that people grep, alert or script for are in {@code docs/operate.md} as the code has them.
 */
class OperateDocTest {
  private static final Path DOCUMENT = Path.of("../docs/operate.md");
  private static final Path METRICS = Path.of("src/main/java/io/spillway/app/telemetry");
  private static final Pattern METRIC = Pattern.compile("spillway_[a-z_]+");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\|([^|]*)\\|");
  private static final Pattern WORD = Pattern.compile("`([a-z0-9_-]+)`");

  @Test
  void listsEveryMetric() throws IOException {
    assertThat(metrics(section("Metrics"))).isEqualTo(metrics(sources()));
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(METRICS)) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  void listsEveryReasonToCloseAConnection() throws IOException {
    Set<String> known =
        Arrays.stream(CloseReason.values()).map(CloseReason::word).collect(Collectors.toSet());
    assertThat(firstCells(section("Connections"))).isEqualTo(known);
  }

  @Test
  void knowsOnlyReasonsThatThereAre() throws IOException {
    Set<String> known =
        Arrays.stream(Reason.values()).map(Reason::word).collect(Collectors.toSet());
    Set<String> named = firstCells(section("Bad input"));
    assertThat(named).hasSizeGreaterThan(8);
    assertThat(known).containsAll(named);
  }

  @Test
  void listsEveryExitStatus() throws IOException, IllegalAccessException {
    Set<String> known = new TreeSet<>();
    for (Field field : ExitStatus.class.getFields()) {
      known.add(String.valueOf(field.getInt(null)));
    }
    Set<String> listed =
        FIRST_CELL
            .matcher(section("Stop"))
            .results()
            .map(cell -> cell.group(1).strip())
            .filter(cell -> cell.matches("\\d+"))
            .collect(Collectors.toSet());
    assertThat(listed).isEqualTo(known);
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(found -> found.group().replaceFirst("_total$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Words in backquotes in the first column of a section's tables. */
  private static Set<String> firstCells(String section) {
    return FIRST_CELL
        .matcher(section)
        .results()
        .flatMap(cell -> WORD.matcher(cell.group(1)).results())
        .map(word -> word.group(1))
        .collect(Collectors.toSet());
  }

  private static String section(String title) throws IOException {
    String all = Files.readString(DOCUMENT);
    int from = all.indexOf("## " + title + "\n");
    assertThat(from).as(title).isNotNegative();
    int to = all.indexOf("\n## ", from);
    return all.substring(from, to);
  }
}
