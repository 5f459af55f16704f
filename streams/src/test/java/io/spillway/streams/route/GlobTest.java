package io.spillway.streams.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "/web/*, /web/nginx, true",
    "/web/*, /web/, true",
    "/web/*, /sys/nginx, false",
    "*, '', true",
    "'', '', true",
    "'', a, false",
    "*.example.com, a.b.example.com, true",
    "*.example.com, example.com, false",
    "a*b*c, aXbbXc, true",
    "a*b*c, aXcXb, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "a**, a, true",
    "*aab, aaaab, true"
  })
  void matches(String pattern, String text, boolean expected) {
    assertThat(new Glob(pattern).matches(text)).isEqualTo(expected);
  }
}
