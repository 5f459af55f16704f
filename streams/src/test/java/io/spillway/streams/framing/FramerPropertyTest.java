package io.spillway.streams.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.framing.ReferenceFraming.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Wherever a stream is cut, its records are those of {@link ReferenceFraming}. */
class FramerPropertyTest {
  private static final int[] MAX = {1, 2, 5, 17, 1000};

  @Test
  void cutAtEveryByteGivesTheSameRecords() {
    Random random = new Random(1);
    for (int round = 0; round < 30; round++) {
      String stream = stream(random, 12);
      for (FramingSettings settings : allSettings()) {
        for (int cut = 0; cut <= stream.length(); cut++) {
          check(stream, settings, new int[] {cut}, random);
        }
        check(stream, settings, everyByte(stream), random);
      }
    }
  }

  @Test
  void cutAnywhereGivesTheSameRecords() {
    Random random = new Random(2);
    for (int round = 0; round < 3000; round++) {
      String stream = stream(random, 60);
      int[] cuts = random.ints(random.nextInt(8), 0, stream.length() + 1).sorted().toArray();
      List<FramingSettings> all = allSettings();
      check(stream, all.get(random.nextInt(all.size())), cuts, random);
    }
  }

  @Test
  void largeChunksUsedInPlaceGiveTheSameRecords() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      String stream = stream(random, 4000);
      int[] cuts = random.ints(random.nextInt(5), 0, stream.length() + 1).sorted().toArray();
      List<FramingSettings> all = settings(new int[] {20, 300, 100_000});
      FramingSettings settings = all.get(random.nextInt(all.size()));
      check(stream, settings, cuts, random);
    }
  }

  @Test
  void floodsOfTinyRecordsGiveTheSameRecords() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      StringBuilder stream = new StringBuilder();
      for (int part = random.nextInt(6); part >= 0; part--) {
        String tiny = random.nextBoolean() ? "\n" : random.nextBoolean() ? "1 <" : "ab\r\n";
        stream.append(tiny.repeat(random.nextInt(5000)));
        stream.append("x".repeat(random.nextInt(random.nextBoolean() ? 10 : 3_000)));
      }
      int[] cuts = random.ints(random.nextInt(5), 0, stream.length() + 1).sorted().toArray();
      List<FramingSettings> all = settings(new int[] {2, 20, 200_000});
      check(stream.toString(), all.get(random.nextInt(all.size())), cuts, random);
    }
  }

  @Test
  void aBatchOfTinyRecordsHoldsNoMoreThanItNeeds() {
    Framer framer = new Framer(FramingSettings.DEFAULT, 0);
    framer.feed("\n".repeat(100_000).getBytes(ISO_8859_1));
    for (int batch = 0; batch < 97; batch++) {
      Framed framed = requireNonNull(framer.take());
      assertThat(framed.count()).isEqualTo(1024);
      assertThat(framed.slab()).hasSize(1024);
    }
    assertThat(requireNonNull(framer.take()).count()).isEqualTo(100_000 - 97 * 1024);
    assertThat(framer.take()).isNull();
  }

  @Test
  void randomBytesNeverThrowAndKeepTheirOffsets() {
    Random random = new Random(4);
    for (int round = 0; round < 5000; round++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) "0123456789 <\r\n\0a".charAt(bytes[i] & 15);
        }
      }
      String stream = new String(bytes, ISO_8859_1);
      int[] cuts = random.ints(4, 0, bytes.length + 1).sorted().toArray();
      for (FramingSettings settings : allSettings()) {
        for (Found record : framed(stream, settings, cuts, random)) {
          assertThat(stream.startsWith(record.text(), (int) record.offset())).isTrue();
        }
      }
    }
  }

  private static void check(String stream, FramingSettings settings, int[] cuts, Random random) {
    ReferenceFraming reference = ReferenceFraming.of(stream, settings);
    List<Found> found = framed(stream, settings, cuts, random);
    List<Found> read = new ArrayList<>(found);
    read.removeIf(record -> record.offset() >= reference.readableTo());
    String as = "%s cut at %s by %s".formatted(stream, Arrays.toString(cuts), settings);
    assertThat(read).as(as).isEqualTo(reference.records());
    checkUnreadable(stream, reference.readableTo(), found.subList(read.size(), found.size()));
  }

  /** How much was read behind an unreadable header depends on the cuts; it is kept as it came. */
  private static void checkUnreadable(String stream, int from, List<Found> rest) {
    int at = from;
    for (Found record : rest) {
      assertThat(record.offset()).isEqualTo(at);
      assertThat(stream.startsWith(record.text(), at)).isTrue();
      at += record.text().length();
    }
  }

  /** Frames the stream's pieces; takes what there is whenever chance or the framer says so. */
  private static List<Found> framed(
      String stream, FramingSettings settings, int[] cuts, Random random) {
    Framer framer = new Framer(settings, 0);
    List<Found> found = new ArrayList<>();
    boolean inPlace = random.nextBoolean();
    for (int i = 0; i <= cuts.length; i++) {
      int from = i == 0 ? 0 : cuts[i - 1];
      int to = i == cuts.length ? stream.length() : cuts[i];
      byte[] chunk = stream.substring(from, to).getBytes(ISO_8859_1);
      if (inPlace) {
        framer.feed(chunk);
      } else {
        byte[] room = framer.room(chunk.length);
        System.arraycopy(chunk, 0, room, framer.roomFrom(), chunk.length);
        framer.filled(chunk.length);
      }
      while (framer.sealed() || framer.unread() || random.nextBoolean()) {
        keep(framer.take(), found);
      }
      if (framer.broken()) {
        break;
      }
    }
    framer.end(random.nextBoolean());
    while (framer.records() > 0 || framer.unread()) {
      keep(framer.take(), found);
    }
    assertThat(framer.holds()).isZero();
    return found;
  }

  private static void keep(@Nullable Framed framed, List<Found> found) {
    if (framed == null) {
      return;
    }
    byte[] slab = framed.slab();
    StringBuilder asLines = new StringBuilder();
    for (int i = 0; i < framed.count(); i++) {
      int start = framed.bounds()[2 * i];
      String text = new String(slab, start, framed.bounds()[2 * i + 1] - start, ISO_8859_1);
      found.add(new Found(framed.offset() + start, text));
      asLines.append(text).append('\n');
    }
    if (framed.lines()) {
      int from = framed.bounds()[0];
      int to = framed.bounds()[2 * framed.count() - 1] + 1;
      assertThat(new String(slab, from, to - from, ISO_8859_1)).isEqualTo(asLines.toString());
    }
  }

  private static List<FramingSettings> allSettings() {
    return settings(MAX);
  }

  private static List<FramingSettings> settings(int[] maxima) {
    List<FramingSettings> all = new ArrayList<>();
    for (FramingKind kind : FramingKind.values()) {
      for (TooLong tooLong : TooLong.values()) {
        for (int max : maxima) {
          all.add(new FramingSettings(kind, max, tooLong));
        }
      }
    }
    return all;
  }

  private static int[] everyByte(String stream) {
    int[] cuts = new int[stream.length()];
    Arrays.setAll(cuts, i -> i);
    return cuts;
  }

  /** Lines, frames or a mix; sometimes ending in mid-record. */
  private static String stream(Random random, int records) {
    StringBuilder stream = new StringBuilder();
    int kind = random.nextInt(3);
    for (int i = random.nextInt(records); i >= 0; i--) {
      String text = text(random, kind == 1 ? "<ab \r\n" : "<ab \r1");
      if (kind == 1 && !text.isEmpty()) {
        String message = "<" + text;
        stream.append(message.length()).append(' ').append(message);
      } else if (kind != 1) {
        stream.append(text).append(random.nextInt(4) == 0 ? "\r\n" : "\n");
      }
    }
    int cut = random.nextInt(2) * random.nextInt(10);
    stream.setLength(Math.max(0, stream.length() - cut));
    return stream.toString();
  }

  private static String text(Random random, String alphabet) {
    int length = random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(20);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
