package io.spillway.streams.syslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code syslog/headers.txt}, each also within other bytes. */
class HeaderCorpusTest {
  record Case(String message, String parts, String text) {}

  static Stream<Case> cases() throws IOException {
    try (InputStream in = HeaderCorpusTest.class.getResourceAsStream("/syslog/headers.txt")) {
      String all = new String(requireNonNull(in).readAllBytes(), ISO_8859_1);
      List<Case> cases = new ArrayList<>();
      List<String> lines =
          Arrays.stream(all.split("\n", -1)).filter(line -> !line.startsWith("#")).toList();
      for (int i = 0; i + 2 < lines.size(); i++) {
        if (!lines.get(i).isEmpty()) {
          cases.add(new Case(lines.get(i), lines.get(i + 1), lines.get(i + 2)));
          i += 2;
        }
      }
      assertThat(cases).hasSizeGreaterThan(40);
      return cases.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsWhatTheCaseSays(Case its) {
    byte[] message = SyslogTexts.bytes(its.message());
    assertThat(read(message, 0, message.length)).isEqualTo(its.parts() + " -> " + its.text());
  }

  /** What stands around a message must not change what it says. */
  @ParameterizedTest
  @MethodSource("cases")
  void looksAtNothingBeyondTheMessage(Case its) {
    byte[] message = SyslogTexts.bytes(its.message());
    for (String around : List.of(" ", "9", ":", "[", "]", "\n", "x]: ", "<13>1 - - ")) {
      byte[] other = around.repeat(16).getBytes(ISO_8859_1);
      byte[] all = new byte[message.length + 2 * other.length];
      System.arraycopy(other, 0, all, 0, other.length);
      System.arraycopy(message, 0, all, other.length, message.length);
      System.arraycopy(other, 0, all, other.length + message.length, other.length);
      assertThat(read(all, other.length, other.length + message.length))
          .isEqualTo(its.parts() + " -> " + its.text());
    }
  }

  private static String read(byte[] in, int start, int end) {
    HeaderReader reader = new HeaderReader();
    int text = reader.read(in, start, end);
    String rest = SyslogTexts.shown(in, text < 0 ? start : text, end);
    return (text < 0 ? "unreadable" : SyslogTexts.parts(reader, in)) + " -> " + rest;
  }
}
