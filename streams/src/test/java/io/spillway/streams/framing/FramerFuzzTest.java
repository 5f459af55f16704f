package io.spillway.streams.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.Fuzz;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hostile streams: every framing keeps in bounds, and never throws. */
class FramerFuzzTest {
  private static final int MAX = 40;

  private static List<FramingSettings> all() {
    List<FramingSettings> all = new ArrayList<>();
    for (TooLong tooLong : TooLong.values()) {
      for (FramingKind kind : FramingKind.values()) {
        all.add(new FramingSettings(kind, MAX, tooLong));
      }
      Multiline lines = new Multiline("^\\S", false, Duration.ofSeconds(1));
      all.add(new FramingSettings(FramingKind.NEWLINE, MAX, tooLong).joining(Optional.of(lines)));
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void keepsInBoundsWhateverComes() throws IOException {
    List<byte[]> seeds =
        List.of(
            bytes("one\ntwo\r\n\n  joined\nthree"),
            bytes("5 hello3 abc9999999 <x>00 -1 y"),
            bytes("a\0bb\0\0ccc"),
            bytes("\0\0\0\005hello\0\0\0\0\u00ff\u00ff\u00ff\u00ffx"),
            bytes("x".repeat(MAX + 1) + "\n" + "y".repeat(3 * MAX) + "\r\n"));
    List<FramingSettings> all = all();
    new Fuzz(1, "\r\n\0 0123456789-+<\u00ff\u0080")
        .run("framing", seeds, 20_000, input -> all.forEach(settings -> check(settings, input)));
  }

  private static void check(FramingSettings settings, byte[] input) {
    Framer framer = new Framer(settings, 0);
    for (int at = 0; at < input.length && !framer.broken(); at += 7) {
      byte[] chunk = java.util.Arrays.copyOfRange(input, at, Math.min(input.length, at + 7));
      framer.feed(chunk);
      take(framer);
      assertThat(framer.pending()).isLessThanOrEqualTo(MAX + 16);
    }
    framer.end(true);
    take(framer);
    assertThat(framer.records()).isZero();
  }

  private static void take(Framer framer) {
    while (framer.records() > 0 || framer.unread()) {
      if (framer.records() == 0) {
        framer.goOn();
        continue;
      }
      Framed framed = framer.take();
      if (framed == null) {
        return;
      }
      for (int i = 0; i < framed.count(); i++) {
        int from = framed.bounds()[2 * i];
        int to = framed.bounds()[2 * i + 1];
        assertThat(from).isBetween(0, to);
        assertThat(to).isLessThanOrEqualTo(framed.slab().length);
        assertThat(to - from).isLessThanOrEqualTo(MAX);
      }
    }
  }
}
