package io.spillway.streams.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Test
  void escapesWhatJsonDemandsAndNothingElse() {
    assertThat(json("a\"b\\c/\b\f\n\r\t\u0000\u001f\u007f é€𝄞"))
        .isEqualTo("\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f é€𝄞\"");
  }

  @Test
  void knowsItsLengthBeforehand() {
    Random random = new Random(20240306);
    for (int round = 0; round < 20_000; round++) {
      byte[] in = new byte[random.nextInt(40)];
      for (int i = 0; i < in.length; i++) {
        in[i] = (byte) random.nextInt(random.nextInt(4) == 0 ? 256 : 128);
      }
      byte[] out = new byte[in.length * 6 + 2];
      assertThat(JsonText.length(in, 0, in.length))
          .isEqualTo(JsonText.write(in, 0, in.length, out, 0));
    }
  }

  @Test
  void writesOnlyTheSpanAsked() {
    byte[] in = "xxabcxx".getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[40];
    assertThat(JsonText.write(in, 2, 5, out, 3)).isEqualTo(8);
    assertThat(new String(out, 3, 5, StandardCharsets.UTF_8)).isEqualTo("\"abc\"");
  }

  @Test
  void findsAnEscapeAtEachPlaceOfAWord() {
    for (char escape : new char[] {'"', '\\', '\n', '\u0001', 'é', '\u007f'}) {
      for (int at = 0; at < 24; at++) {
        String text = "0123456789!#[]^abcdefgh~".substring(0, at) + escape + "ijklmnopqrstu";
        assertThat(roundTrip(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "80, 1",
    "c0af, 2",
    "c2, 1",
    "e28241, 1",
    "e0 80 80, 3",
    "ed a0 80, 3",
    "f0 9f 98, 1",
    "f4 90 80 80, 4",
    "f1 80 80 e1 80 c2 62 80, 4",
    "ff fe, 2",
    "f0 9f 98 80, 0"
  })
  void replacesEachMaximalSubpartOnce(String hex, int expected) {
    byte[] in = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] out = new byte[in.length * 6 + 2];
    long answer = JsonText.writeCounting(in, 0, in.length, out, 0);
    assertThat(JsonText.replaced(answer)).isEqualTo(expected);
    String text = new String(out, 1, JsonText.position(answer) - 2, StandardCharsets.UTF_8);
    assertThat(text.chars().filter(c -> c == '\ufffd')).hasSize(expected);
  }

  @Test
  void agreesWithTheJdkAndJacksonOnRandomBytes() {
    Random random = new Random(20240305);
    for (int round = 0; round < 20_000; round++) {
      byte[] in = new byte[random.nextInt(40)];
      random.nextBytes(in);
      for (int i = 0; i < in.length; i++) {
        if (random.nextInt(3) > 0) {
          in[i] &= 0x7f;
        } else if (in[i] == (byte) 0xed) {
          in[i] = 'x'; // the JDK makes one U+FFFD of an encoded surrogate, Unicode says three
        }
      }
      assertThat(roundTrip(in)).isEqualTo(new String(in, StandardCharsets.UTF_8));
    }
  }

  private static String json(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length * 6 + 2];
    return new String(out, 0, JsonText.write(in, 0, in.length, out, 0), StandardCharsets.UTF_8);
  }

  private static String roundTrip(byte[] in) {
    byte[] out = new byte[in.length * 6 + 2];
    int end = JsonText.write(in, 0, in.length, out, 0);
    try {
      return JACKSON.readValue(Arrays.copyOf(out, end), String.class);
    } catch (IOException e) {
      throw new AssertionError(new String(out, 0, end, StandardCharsets.UTF_8), e);
    }
  }
}
