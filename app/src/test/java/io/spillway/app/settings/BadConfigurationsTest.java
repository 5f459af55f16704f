package io.spillway.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.ProblemReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code conf/bad} is a configuration with one kind of mistake, and {@code
 * expected.txt} in it the whole report of {@code spillway check} run in that folder.
 */
class BadConfigurationsTest {
  private static final Path ALL = Path.of("../conf/bad");

  static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(ALL)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("spillway.conf")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void coverManyKindsOfMistakes() throws IOException {
    assertThat(names()).hasSizeGreaterThan(25);
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReportedAsExpected(String name) throws IOException {
    Path folder = ALL.resolve(name).toAbsolutePath().normalize();
    List<Problem> problems =
        Configuration.read(folder.resolve("spillway.conf"), Optional.empty()).problems().stream()
            .map(problem -> relative(problem, folder))
            .sorted((a, b) -> a.place().compareTo(b.place()))
            .toList();
    assertThat(ProblemReport.render(problems, false))
        .isEqualTo(Files.readString(folder.resolve("expected.txt")));
  }

  /** Without the way to the folder, which is another on each machine. */
  private static Problem relative(Problem problem, Path folder) {
    Path place = Path.of(problem.place().file());
    String file = place.startsWith(folder) ? folder.relativize(place).toString() : place.toString();
    return new Problem(
        new Place(file, problem.place().line()),
        problem.key(),
        problem.value(),
        problem.what().replace(folder + "/", ""),
        problem.nearest());
  }
}
