package io.spillway.app.gen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileTest {
  @ParameterizedTest
  @EnumSource(Profile.class)
  void neverTakesLinesBack(Profile profile) {
    double before = 0;
    for (int ms = 0; ms <= 60_000; ms++) {
      double due = profile.due(1000, 10, ms / 1000.0);
      assertThat(due).isGreaterThanOrEqualTo(before - 1e-6);
      before = due;
    }
  }

  @Test
  void keepsTheRateOverAPeriod() {
    assertThat(Profile.CONSTANT.due(1000, 10, 20)).isEqualTo(20_000);
    assertThat(Profile.SINE.due(1000, 10, 20)).isCloseTo(20_000, within(1e-6));
    assertThat(Profile.BURST.due(1000, 10, 20)).isCloseTo(20_000, within(1e-6));
    assertThat(Profile.BURST.due(1000, 10, 1)).isCloseTo(10_000, within(1e-6));
    assertThat(Profile.RAMP.due(1000, 10, 10)).isCloseTo(5_000, within(1e-6));
    assertThat(Profile.RAMP.due(1000, 10, 11)).isCloseTo(6_000, within(1e-6));
    assertThat(Profile.STEP.due(1000, 10, 10)).isCloseTo(2_000, within(1e-6));
    assertThat(Profile.STEP.due(1000, 10, 50)).isCloseTo(30_000, within(1e-6));
  }
}
