package io.spillway.streams.syslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages of the corpus with bytes changed, cut out and put in; and every regression. */
class HeaderFuzzTest {
  private static final Path REGRESSIONS = Path.of("src/test/resources/syslog/regressions");
  private static final String LIKELY = "<>[]:=\"\\ -.1290TZ+JanOct\n\0\u00ef\u00bb\u00bf\u00ff";
  private static final HeaderReader USED = new HeaderReader();
  private static final int ROUNDS = 200_000;

  private static final String ISO_TIME =
      "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d"
          + ":(?:[0-5]\\d|60)(?:\\.\\d{1,9})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
  private static final String NAME = "[^\\x00-\\x20\\x80-\\xff=\\]\"]+";
  private static final String DATA =
      "(?:\\[" + NAME + "(?: " + NAME + "=\"(?:\\\\.|[^\"\\\\])*+\")*\\])+";

  /** The grammar of RFC 5424 as this reader takes it: slow, and plain to read. */
  private static final Pattern RFC5424 =
      Pattern.compile(
          "<(\\d{1,3})>1 (-|%s) ([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+) (-|%s)".formatted(ISO_TIME, DATA)
              + "(?: (?:\u00ef\u00bb\u00bf)?(.*))?",
          Pattern.DOTALL);

  @Test
  void neverThrowsAndStaysInTheMessage() throws IOException {
    Random random = new Random(20);
    List<byte[]> seeds =
        HeaderCorpusTest.cases().map(its -> SyslogTexts.bytes(its.message())).toList();
    for (int round = 0; round < ROUNDS; round++) {
      check(changed(seeds.get(random.nextInt(seeds.size())), random));
    }
  }

  @Test
  void randomBytesAreHarmless() {
    Random random = new Random(21);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) {
        if (random.nextInt(4) > 0) {
          bytes[i] = (byte) LIKELY.charAt((bytes[i] & 0xff) % LIKELY.length());
        }
      }
      check(bytes);
    }
  }

  @Test
  void regressionsStayGood() throws IOException {
    try (Stream<Path> files = Files.list(REGRESSIONS)) {
      files.forEach(
          file -> {
            try {
              check(Files.readAllBytes(file));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static byte[] changed(byte[] seed, Random random) {
    StringBuilder text = new StringBuilder(new String(seed, ISO_8859_1));
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, LIKELY.charAt(random.nextInt(LIKELY.length())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
        case 2 -> text.setLength(at);
        case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 8)));
        default -> {
          if (at < text.length()) {
            text.setCharAt(at, (char) random.nextInt(256));
          }
        }
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  /**
   * Whatever it says lies in the message, what RFC 5424 says is said, and it is the same from a
   * reader that read other messages before.
   */
  private static void check(byte[] message) {
    String shown = new String(message, ISO_8859_1);
    HeaderReader reader = new HeaderReader();
    int text = reader.read(message, 0, message.length);
    assertThat(USED.read(message, 0, message.length)).as(shown).isEqualTo(text);
    if (shown.matches("(?s)<\\d{1,3}>1 .*")) {
      assertThat(text < 0 ? "unreadable" : spans(reader, shown, text))
          .as(shown)
          .isEqualTo(expected(shown));
    }
    if (text < 0) {
      assertThat(text).isEqualTo(HeaderReader.UNREADABLE);
      return;
    }
    assertThat(text).as(shown).isBetween(3, message.length);
    assertThat(reader.priority).isBetween(0, 191);
    int[] bounds = {
      reader.timeStart, reader.timeEnd, reader.hostStart, reader.hostEnd, reader.appStart,
      reader.appEnd, reader.pidStart, reader.pidEnd, reader.idStart, reader.idEnd,
      reader.dataStart, reader.dataEnd
    };
    for (int i = 0; i < bounds.length; i += 2) {
      assertThat(bounds[i]).as(shown).isBetween(0, bounds[i + 1]);
      assertThat(bounds[i + 1]).as(shown).isLessThanOrEqualTo(text);
    }
    HeaderFieldsTest.tagged(shown);
  }

  private static String spans(HeaderReader read, String in, int text) {
    return String.join(
        "|",
        Integer.toString(read.priority),
        in.substring(read.timeStart, read.timeEnd),
        in.substring(read.hostStart, read.hostEnd),
        in.substring(read.appStart, read.appEnd),
        in.substring(read.pidStart, read.pidEnd),
        in.substring(read.idStart, read.idEnd),
        in.substring(read.dataStart, read.dataEnd),
        in.substring(text));
  }

  private static boolean isOfNoDay(String time) {
    if (time.equals("-")) {
      return false;
    }
    try {
      LocalDate day = LocalDate.parse(time.substring(0, "yyyy-mm-dd".length()));
      assertThat(time).startsWith(day.toString());
      return false;
    } catch (DateTimeException noDay) {
      return true;
    }
  }

  private static String expected(String message) {
    Matcher matcher = RFC5424.matcher(message);
    if (!matcher.matches()
        || Integer.parseInt(matcher.group(1)) > 191
        || isOfNoDay(matcher.group(2))) {
      return "unreadable";
    }
    StringBuilder parts = new StringBuilder(Integer.toString(Integer.parseInt(matcher.group(1))));
    for (int group = 2; group <= 7; group++) {
      parts.append('|').append(matcher.group(group).equals("-") ? "" : matcher.group(group));
    }
    return parts + "|" + (matcher.group(8) == null ? "" : matcher.group(8));
  }
}
