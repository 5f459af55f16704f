package io.spillway.app.warp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters of Warp Parse become conditions, or a reason why not. */
class FilterTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "$ip == ip(127.0.0.1);$ip == \"127.0.0.1\"",
        "$a=*chars(c*a);$a =* \"c*a\"",
        "$n >= digit( 10 ) && $f < float(0.5);$n >= 10 && $f < 0.5",
        "! $a == bool(true) || isset ( $b );!$a == true || isset($b)",
        "($a == chars(x y)||$a != chars(z));($a == \"x y\" || $a != \"z\")",
        "$n =* digit(9*);$n =* \"9*\"",
        "$t > time(2026-01-02 03:04:05);$t > \"2026-01-02T03:04:05\""
      })
  void valuesLoseTheirTypes(String filter, String condition) {
    assertThat(FilterText.of(filter).condition()).hasValue(condition);
  }

  @Test
  void linesAndBlanksMeanNothing() {
    assertThat(FilterText.of("(\n  $a == chars(x)\n) &&\n $b == digit(1)\n").condition())
        .hasValue("($a == \"x\") && $b == 1");
  }

  @Test
  void whatConditionsCannotSayIsNamed() {
    assertThat(FilterText.of("$a == ip_net(10.0.0.0/8)").problem())
        .isEqualTo("conditions can't say '$a == ip_net(10.0.0.0/8)'");
    assertThat(FilterText.of("$a > ip(10.0.0.1)").problem()).contains("$a > ip(10.0.0.1)");
    assertThat(FilterText.of("level == \"ERROR\"").problem()).contains("level == \"ERROR\"");
    assertThat(FilterText.of(" \n").problem()).isEqualTo("the filter is empty");
  }
}
