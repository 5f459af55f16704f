package io.spillway.streams.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotatedNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.log.1",
        "app.log.12.gz",
        "app.log.gz",
        "app.log-20250806",
        "app.log-2025-08-06.gz",
        "app.log-20250806_120000",
        "app.log.2025-08-06T12:00:00",
        "app.1.log",
        "app.1.log.gz",
        "app-20250806.log",
        "app.2025-08-06.log.gz",
      })
  void isOfTheFamily(String name) {
    Path path = Path.of("/var/log", name);
    assertThat(RotatedName.family(path)).isEqualTo(Path.of("/var/log/app.log"));
    assertThat(RotatedName.isRotated(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app.log", "web-1.log", "f1.log", "app", "1", "app.v2", "x.log.old"})
  void isAFamilyOfItsOwn(String name) {
    Path path = Path.of("/var/log", name);
    assertThat(RotatedName.isRotated(path)).isFalse();
  }
}
