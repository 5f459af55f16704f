package io.spillway.streams.framing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultilineFramingTest {
  private static final int LONGEST = 60;

  private final SourceTally tally = new SourceTally("in");
  private TooLong tooLong = TooLong.TRUNCATE;

  private List<String> frame(String pattern, boolean continuation, String text, Random cuts) {
    Multiline lines = new Multiline(pattern, continuation, Duration.ofSeconds(1));
    FramingSettings settings =
        new FramingSettings(FramingKind.NEWLINE, LONGEST, tooLong, Optional.of(lines));
    Framer framer = new Framer(settings, 0);
    List<String> records = new ArrayList<>();
    byte[] bytes = text.getBytes(UTF_8);
    int from = 0;
    while (from < bytes.length) {
      int n = Math.min(bytes.length - from, 1 + cuts.nextInt(30));
      System.arraycopy(bytes, from, framer.room(n), framer.roomFrom(), n);
      framer.filled(n);
      from += n;
      if (framer.sealed() || cuts.nextInt(3) == 0) {
        take(framer, records);
      }
    }
    framer.end(false);
    take(framer, records);
    framer.reportTo(tally);
    return records;
  }

  private static void take(Framer framer, List<String> records) {
    Framed framed = framer.take();
    for (int i = 0; framed != null && i < framed.count(); i++) {
      int start = framed.bounds()[2 * i];
      records.add(new String(framed.slab(), start, framed.bounds()[2 * i + 1] - start, UTF_8));
    }
  }

  /** Joining is the same however the text is cut into chunks. */
  @Test
  void joinsLinesWhereverChunksEnd() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      List<String> expected = new ArrayList<>();
      for (int r = 1 + random.nextInt(6); r > 0; r--) {
        StringBuilder record = new StringBuilder("s" + "x".repeat(random.nextInt(10)));
        for (int l = random.nextInt(4); l > 0; l--) {
          record
              .append(random.nextBoolean() ? "\n" : "\r\n")
              .append(" ")
              .append("y".repeat(random.nextInt(9)));
        }
        expected.add(record.toString());
      }
      String text = String.join("\n", expected) + (random.nextBoolean() ? "\n" : "");
      assertThat(frame("^s", false, text, random)).as("seed " + seed).isEqualTo(expected);
      assertThat(frame("^ ", true, text, random)).as("seed " + seed).isEqualTo(expected);
    }
    assertThat(tally.read().reasons()).isEmpty();
  }

  @Test
  void recordThatGrowsTooLongEndsBeforeTheLineThatIsTooMuch() {
    String line = " " + "y".repeat(20);
    for (int seed = 0; seed < 200; seed++) {
      List<String> records =
          frame("^s", false, "s\n" + (line + "\n").repeat(4) + "s\n", new Random(seed));
      assertThat(records).containsExactly("s\n" + line + "\n" + line, line + "\n" + line, "s");
    }
    assertThat(tally.read().reasons()).containsEntry(Reason.TOO_LONG_SPLIT, 200L);
  }

  @Test
  void lineThatIsTooLongIsDealtWithAsAny() {
    String text = "s\n " + "y".repeat(200) + "\ns2\n";
    for (int seed = 0; seed < 200; seed++) {
      tooLong = TooLong.TRUNCATE;
      assertThat(frame("^s", false, text, new Random(seed)))
          .containsExactly("s", " " + "y".repeat(LONGEST - 1), "s2");
      tooLong = TooLong.DISCARD;
      assertThat(frame("^s", false, text, new Random(seed))).containsExactly("s", "s2");
      tooLong = TooLong.SPLIT;
      assertThat(String.join("", frame("^s", false, text, new Random(seed))))
          .isEqualTo(text.replace("\n", ""));
    }
  }

  @Test
  void patternMayHaveLettersOfAnyKindAndCannotRunAway() {
    assertThat(frame("^ü", false, "ü1\nx\nü2\n", new Random(1))).containsExactly("ü1\nx", "ü2");
    tooLong = TooLong.SPLIT;
    String hostile = "a".repeat(50) + "!";
    assertThat(frame("^(a+)+$", false, (hostile + "\n").repeat(3), new Random(1))).isNotEmpty();
  }
}
