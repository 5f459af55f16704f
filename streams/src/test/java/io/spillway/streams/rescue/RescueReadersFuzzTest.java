package io.spillway.streams.rescue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged rescue lines and replay checkpoints: a problem that is told, or what was written. */
class RescueReadersFuzzTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void aLineIsWholeOrHasAProblem() throws IOException {
    byte[] whole = TestRescue.bytes(TestRescue.group("out", "a \"record\" \u00ff"));
    byte[] seed = Arrays.copyOf(whole, whole.length - 1);
    String sealed = new String(seed, 0, seed.length - 10, ISO_8859_1);
    RescueLine line = new RescueLine();
    new Fuzz(4, "{}[]\":,\\u0129-eb64\u00ff\0")
        .run(
            "rescue",
            List.of(seed),
            30_000,
            input -> {
              if (line.read(input, 0, input.length)) {
                String text = new String(input, ISO_8859_1);
                assertThat(text).startsWith(sealed);
                assertThat(text.substring(sealed.length()))
                    .isEqualToIgnoringCase(new String(seed, ISO_8859_1).substring(sealed.length()));
              } else {
                assertThat(line.problem()).isNotEmpty();
              }
              if (line.readMended(input, 0, input.length)) {
                assertThat(line.rawEnd()).isBetween(line.rawStart(), line.bytes().length);
              } else {
                assertThat(line.problem()).isNotEmpty();
              }
            });
  }

  @Test
  void aCheckpointIsOneThatWasWrittenOrNone() throws IOException {
    ReplayCheckpoint.Position first = new ReplayCheckpoint.Position("a.dat", 10, 1);
    ReplayCheckpoint.Position second = new ReplayCheckpoint.Position("a.dat", 20, 2);
    Files.writeString(folder.resolve("a.dat"), "012345678\n012345678\n");
    try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
      checkpoint.write(first);
      checkpoint.write(second);
    }
    Path file = folder.resolve(ReplayCheckpoint.NAME);
    byte[] seed = Files.readAllBytes(file);
    new Fuzz(5, "\0\u0001\u00ff")
        .run(
            "replay",
            List.of(seed),
            3000,
            input -> {
              Files.write(file, input);
              try (ReplayCheckpoint checkpoint = ReplayCheckpoint.open(folder)) {
                checkpoint.position().ifPresent(p -> assertThat(p).isIn(first, second));
              }
            });
  }
}
