package io.spillway.streams.wpl;

import java.util.Set;
import java.util.TreeSet;

/** The functions of pipes by name. */
final class PipeFunctions {
  static final Set<String> NAMES =
      new TreeSet<>(
          Set.of(
              "take",
              "last",
              "f_has",
              "f_chars_has",
              "f_chars_not_has",
              "f_chars_in",
              "f_digit_has",
              "f_digit_in",
              "f_ip_in",
              "has",
              "chars_has",
              "chars_not_has",
              "chars_in",
              "starts_with",
              "regex_match",
              "digit_has",
              "digit_in",
              "digit_range",
              "ip_in",
              "not",
              "json_unescape",
              "base64_decode",
              "chars_replace"));

  private PipeFunctions() {}
}
