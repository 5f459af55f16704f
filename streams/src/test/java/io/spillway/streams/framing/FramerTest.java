package io.spillway.streams.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted, what is copied, and what memory is bounded by. */
class FramerTest {
  private final SourceTally tally = new SourceTally("in");

  @Test
  void aLargeChunkIsUsedInPlace() {
    Framer framer = new Framer(FramingSettings.DEFAULT, 0);
    String line = "one".repeat(21) + "\n";
    byte[] first = bytes(line.repeat(3_000) + "begin");
    framer.feed(first);
    Framed framed = requireNonNull(framer.take());
    assertThat(framed.slab()).isSameAs(first);
    byte[] second = bytes(" end\n" + line.repeat(3_000));
    framer.feed(second);
    assertThat(framer.sealed()).isTrue();
    Framed carried = requireNonNull(framer.take());
    assertThat(carried.count()).isEqualTo(1 + 15);
    assertThat(carried.slab().length).isLessThan(3000);
    Framed inPlace = requireNonNull(framer.take());
    assertThat(inPlace.slab()).isSameAs(second);
    assertThat(inPlace.offset()).isEqualTo(first.length);
    assertThat(carried.count() + inPlace.count()).isEqualTo(3_001);
    assertThat(carried.lines() && inPlace.lines()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TooLong.class)
  void aGigabyteWithoutALineFeedNeedsBoundedMemoryAndTime(TooLong tooLong) {
    Framer framer = new Framer(new FramingSettings(FramingKind.NEWLINE, 1 << 20, tooLong), 0);
    long records = 0;
    for (int chunk = 0; chunk < 16_384; chunk++) {
      framer.feed(new byte[64 << 10]);
      assertThat(framer.room()).isLessThan(4 << 20);
      for (Framed framed; (framed = framer.take()) != null; ) {
        records += framed.count();
      }
    }
    assertThat(records)
        .isEqualTo(tooLong == TooLong.SPLIT ? 1023 : tooLong == TooLong.TRUNCATE ? 1 : 0);
    assertThat(framer.fed()).isEqualTo(1L << 30);
  }

  @ParameterizedTest
  @EnumSource(TooLong.class)
  void aHeaderThatClaimsMuchNeedsBoundedMemory(TooLong tooLong) {
    Framer framer = new Framer(new FramingSettings(FramingKind.OCTET_COUNTED, 1000, tooLong), 0);
    framer.feed(bytes("9999999 "));
    for (int i = 0; i < 10_000; i++) {
      framer.feed(new byte[999]);
      assertThat(framer.room()).isLessThan(10_000);
      for (Framed framed; (framed = framer.take()) != null; ) {
        assertThat(framed.slab().length).isLessThan(10_000);
      }
    }
  }

  @Test
  void countsEachRecordThatIsTooLong() {
    assertThat(reasons(FramingKind.NEWLINE, TooLong.TRUNCATE, "123456\n12345\n1234567", false))
        .isEqualTo(Map.of(Reason.TOO_LONG_TRUNCATED, 2L));
    assertThat(reasons(FramingKind.NEWLINE, TooLong.DISCARD, "123456\n12345\r\n1234567", false))
        .isEqualTo(Map.of(Reason.TOO_LONG_DISCARDED, 2L));
    assertThat(reasons(FramingKind.NEWLINE, TooLong.SPLIT, "12345678901\n12345\n", false))
        .isEqualTo(Map.of(Reason.TOO_LONG_SPLIT, 2L));
    assertThat(reasons(FramingKind.OCTET_COUNTED, TooLong.TRUNCATE, "6 1234565 12345", false))
        .isEqualTo(Map.of(Reason.TOO_LONG_TRUNCATED, 1L));
  }

  @Test
  void countsWhatIsIncomplete() {
    assertThat(reasons(FramingKind.NEWLINE, TooLong.TRUNCATE, "one\ntwo", false)).isEmpty();
    assertThat(reasons(FramingKind.NEWLINE, TooLong.TRUNCATE, "one\ntwo\n", true)).isEmpty();
    assertThat(reasons(FramingKind.NEWLINE, TooLong.TRUNCATE, "one\ntwo", true))
        .isEqualTo(Map.of(Reason.INCOMPLETE, 1L));
    for (String shortFrame : List.of("3 one5", "3 one5 ", "3 one5 tw")) {
      assertThat(reasons(FramingKind.OCTET_COUNTED, TooLong.TRUNCATE, shortFrame, false))
          .isEqualTo(Map.of(Reason.INCOMPLETE, 1L));
    }
  }

  @Test
  void countsAnUnreadableHeaderOnce() {
    for (String header : List.of("x", "01 a", " a", "12345678 a", "1a ", "0 ", "-1 a", "\n")) {
      assertThat(reasons(FramingKind.OCTET_COUNTED, TooLong.TRUNCATE, "3 one" + header, false))
          .as(header)
          .containsEntry(Reason.BAD_FRAME, 1L)
          .doesNotContainKey(Reason.INCOMPLETE);
    }
  }

  @ParameterizedTest
  @EnumSource(TooLong.class)
  void aRecordGivenUpIsTooLongAtItsSize(TooLong tooLong) {
    for (FramingKind kind : List.of(FramingKind.NEWLINE, FramingKind.OCTET_COUNTED)) {
      boolean lines = kind == FramingKind.NEWLINE;
      Framer framer = new Framer(new FramingSettings(kind, 1000, tooLong), 0);
      framer.feed(bytes(lines ? "abc" : "8 abc"));
      framer.giveRecordUp();
      List<String> found = new ArrayList<>();
      takeAll(framer, found);
      framer.feed(bytes(lines ? "defgh\nnext\n" : "defgh4 next"));
      takeAll(framer, found);
      List<String> expected =
          switch (tooLong) {
            case TRUNCATE -> List.of("abc", "next");
            case DISCARD -> List.of("next");
            case SPLIT -> List.of("abc", "defgh", "next");
          };
      assertThat(found).isEqualTo(expected);
    }
  }

  private Map<Reason, Long> reasons(FramingKind kind, TooLong tooLong, String stream, boolean cut) {
    Framer framer = new Framer(new FramingSettings(kind, 5, tooLong), 0);
    SourceTally counted = new SourceTally("in");
    framer.feed(bytes(stream));
    takeAll(framer, new ArrayList<>());
    framer.end(cut);
    framer.reportTo(counted);
    framer.reportTo(tally);
    assertThat(counted.read().imbalance()).isZero();
    return counted.read().reasons();
  }

  private static void takeAll(Framer framer, List<String> found) {
    for (Framed framed; (framed = framer.take()) != null; ) {
      for (int i = 0; i < framed.count(); i++) {
        int start = framed.bounds()[2 * i];
        int end = framed.bounds()[2 * i + 1];
        found.add(new String(framed.slab(), start, end - start, ISO_8859_1));
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
