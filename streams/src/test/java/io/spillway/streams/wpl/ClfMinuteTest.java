package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.TestBatches;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A time is read the same whatever time was read before it. */
class ClfMinuteTest {
  private static final RuleSet RULES = Trials.compile("rule r { (time/clf:t, chars:rest\\0) }");
  private static final List<String> SEEDS =
      List.of(
          "06/Aug/2025:12:11:27 +0800",
          "06/Aug/2025:12:11:59 +0800",
          "06/Aug/2025:12:11:60 -0030",
          "06/Aug/2025:1:02:03 +08:00",
          "[06/Aug/2025:12:11:27 +0800]",
          "06/Aug/2025:12:11:27.1234Z",
          "29/Feb/2024:23:59:07 GMT",
          "\0".repeat(18) + "12" + "\0".repeat(6));

  @Test
  void timesDoNotDependOnTheOneBefore() {
    Random random = new Random(8);
    Matcher used = RULES.matcher();
    for (int i = 0; i < 50_000; i++) {
      String line = changed(SEEDS.get(random.nextInt(SEEDS.size())), random) + " rest";
      assertThat(outcome(used, line)).as(line).isEqualTo(outcome(RULES.matcher(), line));
    }
  }

  @Test
  void theSecondOfAKnownMinuteIsItsOwn() {
    Matcher matcher = RULES.matcher();
    assertThat(outcome(matcher, "06/Aug/2025:12:11:27 +0800 x"))
        .isEqualTo("2025-08-06T12:11:27+08:00 x");
    assertThat(outcome(matcher, "06/Aug/2025:12:11:05 +0800 y"))
        .isEqualTo("2025-08-06T12:11:05+08:00 y");
    assertThat(outcome(matcher, "06/Aug/2025:12:12:05 +0800 z"))
        .isEqualTo("2025-08-06T12:12:05+08:00 z");
    assertThat(outcome(matcher, "06/Aug/2025:12:12:61 +0800 z")).isEqualTo("missed");
  }

  private static String changed(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int change = random.nextInt(3); change > 0; change--) {
      int at = random.nextInt(text.length());
      text.setCharAt(at, "0123456789:/ +-Z".charAt(random.nextInt(16)));
    }
    return text.toString();
  }

  private static String outcome(Matcher matcher, String line) {
    Events events = matcher.match(TestBatches.batch(new Settlement(() -> {}), List.of(line)));
    if (events.parsed() == 0) {
      return "missed";
    }
    StringBuilder all = new StringBuilder();
    for (int field = 0; field < events.fields(); field++) {
      all.append(field == 0 ? "" : " ").append(events.text(field));
    }
    return all.toString();
  }
}
