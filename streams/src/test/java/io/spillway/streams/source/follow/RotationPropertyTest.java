package io.spillway.streams.source.follow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a program and its rotation do, and whenever the node is killed, each line comes; without
 * a kill, once.
 */
class RotationPropertyTest {
  private static final int RUNS = 60;
  private static final int STEPS = 60;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private enum Way {
    RENAME,
    COPY_TRUNCATE
  }

  /** One program with its log, one rotation, one node. */
  private static final class World {
    final Path folder;
    final Random random;
    final boolean kills;
    final Way way;
    final FollowRig rig;
    final List<String> written = new ArrayList<>();
    final List<String> read = new ArrayList<>();
    final List<String> steps = new ArrayList<>();
    boolean killed;
    String unfinished = "";

    World(Path folder, int seed, Way way, boolean kills) throws IOException {
      this.folder = Files.createDirectories(folder);
      this.random = new Random(seed);
      this.way = way;
      this.kills = kills;
      this.rig = new FollowRig(folder, random.nextBoolean() ? 16 : 1, 4096, "app.log*");
    }

    void step() throws IOException {
      int dice = random.nextInt(kills ? 12 : 11);
      steps.add(Integer.toString(dice));
      switch (dice) {
        case 0, 1, 2 -> append(1 + random.nextInt(5));
        case 3 -> append(200);
        case 4 -> rotate();
        case 5 -> compress();
        case 6, 7, 8 -> read.addAll(rig.readUnsettled());
        case 9 -> rig.settle();
        case 10 -> rig.look();
        default -> {
          rig.restart();
          killed = true;
        }
      }
    }

    private Path log(int i) {
      return folder.resolve(i == 0 ? "app.log" : "app.log." + i);
    }

    private Path compressed(int i) {
      return folder.resolve("app.log." + i + ".gz");
    }

    private void append(int lines) throws IOException {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < lines; i++) {
        String line = "line %07d ".formatted(written.size()) + "x".repeat(random.nextInt(60));
        written.add(line);
        text.append(unfinished.isEmpty() ? line : line.substring(unfinished.length()));
        text.append('\n');
        unfinished = "";
      }
      if (random.nextInt(4) == 0) {
        unfinished = "line %07d ".formatted(written.size());
        text.append(unfinished);
      }
      Files.writeString(
          log(0), text, ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Programs end their line before they open another file; a truncation comes between lines. */
    private void rotate() throws IOException {
      if (!Files.exists(log(0)) || Files.size(log(0)) == 0) {
        return;
      }
      if (!unfinished.isEmpty()) {
        append(1);
      }
      while (!unfinished.isEmpty()) {
        append(1);
      }
      for (int i = 30; i > 0; i--) {
        if (Files.exists(log(i))) {
          Files.move(log(i), log(i + 1));
        }
        if (Files.exists(compressed(i))) {
          Files.move(compressed(i), compressed(i + 1));
        }
      }
      if (way == Way.RENAME) {
        Files.move(log(0), log(1));
      } else {
        rig.look(); // a file and its copy that are first seen at once count as two
        Files.copy(log(0), log(1));
        if (random.nextBoolean()) {
          read.addAll(rig.readUnsettled());
        }
        try (FileChannel channel = FileChannel.open(log(0), StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    }

    private void compress() throws IOException {
      int i = 1 + random.nextInt(3);
      if (!Files.exists(log(i)) || Files.exists(compressed(i))) {
        return;
      }
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed(i)))) {
        Files.copy(log(i), out);
      }
      Files.setLastModifiedTime(
          compressed(i), FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
      Files.delete(log(i));
    }

    void end() throws IOException {
      while (!unfinished.isEmpty()) {
        append(1);
      }
      read.addAll(rig.read());
      rig.settle();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachLineComesOverRenames(boolean kills) throws IOException {
    eachLineComes(Way.RENAME, kills);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachLineComesOverCopyTruncation(boolean kills) throws IOException {
    eachLineComes(Way.COPY_TRUNCATE, kills);
  }

  private void eachLineComes(Way way, boolean kills) throws IOException {
    for (int seed = 0; seed < RUNS; seed++) {
      World world = new World(folder.resolve(way + "-" + kills + "-" + seed), seed, way, kills);
      for (int i = 0; i < STEPS; i++) {
        world.step();
      }
      world.end();
      String what = "seed " + seed + " steps " + world.steps;
      assertThat(new HashSet<>(world.read)).as(what).isEqualTo(new HashSet<>(world.written));
      if (!world.killed) {
        assertThat(world.read).as(what).doesNotHaveDuplicates();
      }
      assertThat(world.rig.budget.used()).as(what).isZero();
    }
  }
}
