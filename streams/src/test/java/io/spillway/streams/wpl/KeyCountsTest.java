package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyCountsTest {
  /** Names of {@code Aa} and {@code BB}, which all have one value under {@code 31 * h + b}. */
  private static int hash(int name, int point) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      text.append((name >> bit & 1) == 0 ? "Aa" : "BB");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    return KeyCounts.hash(bytes, 0, bytes.length, point);
  }

  @Test
  void namesThatCollideElsewhereSpreadOverTheTable() {
    for (int point : new int[] {1_000_003, 123_456_789, 2_000_000_011}) {
      Set<Integer> slots = new HashSet<>();
      for (int name = 0; name < 4096; name++) {
        slots.add(hash(name, point) & 8191);
      }
      assertThat(slots).hasSizeGreaterThan(2500);
    }
  }

  @Test
  void whichNamesShareASlotDependsOnThePoint() {
    int same = 0;
    for (int name = 0; name < 4096; name++) {
      same += (hash(name, 1_000_003) & 8191) == (hash(name, 123_456_789) & 8191) ? 1 : 0;
    }
    assertThat(same).isLessThan(100);
  }
}
