package io.spillway.streams.sink.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.sink.Records;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendWindowTest {
  private static final int KEEP = 300_000;

  /** Records of random sizes over connections that break at random; each run has its seed. */
  @ParameterizedTest
  @EnumSource(WireFraming.class)
  void afterABreakTheLastBytesComeAgainAsWholeRecords(WireFraming framing) {
    for (int seed = 0; seed < 10; seed++) {
      new Run(seed, framing).go();
    }
  }

  private static final class Run {
    private final Random random;
    private final int seed;
    private final WireFraming framing;
    private final SendWindow window;
    private final List<String> delivered = new ArrayList<>();
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private int number;

    /** First record of those that the connection at hand was sent. */
    private int first;

    Run(int seed, WireFraming framing) {
      this.seed = seed;
      this.random = new Random(seed);
      this.framing = framing;
      this.window = new SendWindow(KEEP, framing);
    }

    void go() {
      for (int step = 0; step < 60; step++) {
        String[] lines = lines();
        long start = window.end();
        window.add(Records.of(lines));
        boolean breaks = random.nextInt(4) == 0;
        take(breaks ? random.nextInt(200_000) : Integer.MAX_VALUE);
        if (window.hasUnsent()) {
          window.broken();
          int whole = window.records(start, window.end());
          delivered.addAll(List.of(lines).subList(0, whole));
          number -= lines.length - whole;
          check(true);
          first = delivered.size() - window.records(window.position(), window.end());
          wire.reset();
          take(Integer.MAX_VALUE);
          window.allTaken();
          long bytes = frames(delivered.subList(first, delivered.size())).length();
          assertThat(bytes).as("seed %d", seed).isGreaterThanOrEqualTo(Math.min(KEEP, all()));
          int longest = frames(delivered.subList(first, first + 1)).length();
          assertThat(bytes).as("seed %d", seed).isLessThan(KEEP + longest);
        } else {
          window.allTaken();
          delivered.addAll(List.of(lines));
        }
        check(false);
      }
    }

    private String[] lines() {
      int longest = random.nextInt(20) == 0 ? 900_000 : 3000;
      return IntStream.range(0, 1 + random.nextInt(60))
          .mapToObj(i -> number++ + "x".repeat(random.nextInt(longest) / (i + 1)))
          .toArray(String[]::new);
    }

    private void take(int most) {
      for (int left = most; left > 0 && window.hasUnsent(); ) {
        ByteBuffer piece = window.unsent();
        byte[] bytes = new byte[Math.min(left, Math.min(piece.remaining(), 70_000))];
        piece.get(bytes);
        wire.writeBytes(bytes);
        window.taken(bytes.length);
        left -= bytes.length;
      }
    }

    private long all() {
      return frames(delivered).length();
    }

    /** The connection got the delivered records, and maybe some bytes of one more. */
    private void check(boolean broken) {
      String got = wire.toString(StandardCharsets.ISO_8859_1);
      String wanted = frames(delivered.subList(first, delivered.size()));
      assertThat(broken ? got.startsWith(wanted) : got.equals(wanted)).as("seed %d", seed).isTrue();
    }

    private String frames(List<String> lines) {
      StringBuilder text = new StringBuilder();
      for (String line : lines) {
        if (framing == WireFraming.OCTET_COUNTED) {
          text.append(line.length()).append(' ').append(line);
        } else {
          text.append(line).append('\n');
        }
      }
      return text.toString();
    }
  }
}
