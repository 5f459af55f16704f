package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.rescue.RescueName.Form;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class RescueNameTest {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 21, 8, 5, 9);

  @Test
  void comesBackFromItsText() {
    for (String sink : List.of("out", "es-2026", "a.b-c_d", "x-2026-01-01_00:00:00")) {
      for (int number : new int[] {1, 2, 17}) {
        for (Form form : Form.values()) {
          RescueName name = new RescueName(sink, TIME, number);
          assertThat(RescueName.parse(name.in(form))).contains(new RescueName.Formed(name, form));
        }
      }
    }
  }

  @Test
  void spellsTimeAndNumber() {
    assertThat(new RescueName("out", TIME, 1).in(Form.LOCK))
        .isEqualTo("out-2026-11-21_08:05:09.dat.lock");
    assertThat(new RescueName("out", TIME, 2).in(Form.DAT))
        .isEqualTo("out-2026-11-21_08:05:09_2.dat");
  }

  @Test
  void isOrderedByTimeThenNumber() {
    RescueName first = new RescueName("z", TIME, 2);
    assertThat(first)
        .isLessThan(new RescueName("a", TIME, 10))
        .isLessThan(new RescueName("a", TIME.plusSeconds(1), 1));
  }

  @Test
  void othersAreNone() {
    for (String other :
        List.of(
            "recover.lock",
            ".owner",
            "out.dat",
            "out-2026-13-21_08:05:09.dat",
            "out-2026-11-21_08:05:09.dat.gz",
            "-2026-11-21_08:05:09.dat",
            "out-2026-11-21_08:05:09_0.dat")) {
      assertThat(RescueName.parse(other)).as(other).isEmpty();
    }
  }
}
