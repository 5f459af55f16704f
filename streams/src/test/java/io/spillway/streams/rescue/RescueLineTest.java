package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RescueLineTest {
  private static final FieldType[] TYPES = FieldType.values();

  private final RescueLine line = new RescueLine();

  private static Events events(List<String> lines, List<List<String[]>> fields) {
    Names names = TestRescue.names();
    Events events =
        new Events(TestBatches.batch(new Settlement(() -> {}), lines), names, new byte[0], 0, 0);
    for (List<String[]> ofRecord : fields) {
      for (String[] field : ofRecord) {
        int start = scratch(events, field[2]);
        FieldType type = FieldType.valueOf(field[1]);
        int end = start + field[2].length();
        if (field[0].startsWith("data")) {
          int name = scratch(events, field[0]);
          events.addNamed(
              Events.IN_SCRATCH,
              name,
              name + field[0].length(),
              type,
              Events.IN_SCRATCH,
              start,
              end);
        } else {
          events.add(names.intern(field[0]), type, Events.IN_SCRATCH, start, end);
        }
      }
      events.parsed(3);
    }
    return events;
  }

  private static int scratch(Events events, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, events.scratch(bytes.length), events.scratchLength(), bytes.length);
    return events.keepScratch(bytes.length);
  }

  private static byte[] encode(Share share) {
    RescueEncoder encoder = TestRescue.encoder("out");
    encoder.clear();
    encoder.add(share, 0, share.count(), Reason.UNAVAILABLE, 8, "said \"no\"");
    return TestRescue.bytes(encoder.group(RescueGroup.Place.RESCUED, false));
  }

  @Test
  void isOneObjectPerRecordThatAnyJsonReaderReads() throws Exception {
    Events events =
        events(
            List.of("GET /a 200", "GET \"/b\" 500"),
            List.of(
                List.of(
                    new String[] {"path", "TEXT", "/a"},
                    new String[] {"status", "NUMBER", "200"},
                    new String[] {"list", "ARRAY", "[1,\"x\",{\"y\":[]}]"}),
                List.<String[]>of(new String[] {"path", "TEXT", "\"/b\""})));
    String[] lines =
        new String(encode(new Share(events, Share.Kind.EVENT, null)), StandardCharsets.UTF_8)
            .split("\n");
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines[0]);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "kind",
            "time",
            "source",
            "connection",
            "peer",
            "rule",
            "sink",
            "reason",
            "attempt",
            "detail",
            "raw",
            "fields",
            "crc");
    assertThat(first.path("id").asText()).isEqualTo("node/5-ab/web/7/1000");
    assertThat(first.path("kind").asText()).isEqualTo("event");
    assertThat(first.path("time").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
    assertThat(first.path("connection").asLong()).isEqualTo(7);
    assertThat(first.path("rule").asText()).isEqualTo("/web/rule3");
    assertThat(first.path("reason").asText()).isEqualTo("unavailable");
    assertThat(first.path("attempt").asInt()).isEqualTo(8);
    assertThat(first.path("detail").asText()).isEqualTo("said \"no\"");
    assertThat(first.path("raw").asText()).isEqualTo("GET /a 200");
    assertThat(first.path("fields").toString())
        .isEqualTo(
            "[[\"path\",\"text\",\"/a\"],[\"status\",\"number\",200],"
                + "[\"list\",\"array\",[1,\"x\",{\"y\":[]}]]]");
    assertThat(new ObjectMapper().readTree(lines[1]).path("raw").asText())
        .isEqualTo("GET \"/b\" 500");
  }

  @Test
  void keepsOnlyTheFieldThatStandsForItsName() {
    Events events =
        events(
            List.of("x"),
            List.of(
                List.of(
                    new String[] {"a", "TEXT", "1"},
                    new String[] {"b", "TEXT", "2"},
                    new String[] {"a", "NUMBER", "3"})));
    byte[] bytes = encode(new Share(events, Share.Kind.EVENT, null));
    assertThat(line.read(bytes, 0, bytes.length - 1)).as(line.problem()).isTrue();
    assertThat(line.fields()).isEqualTo(2);
    assertThat(TestRescue.text(line, line.nameStart(1), line.nameEnd(1))).isEqualTo("a");
    assertThat(line.type(1)).isEqualTo(FieldType.NUMBER);
  }

  @Test
  void writesAFieldThatIsTheRecordItselfOnce() {
    Events events =
        new Events(TestBatches.share("all of it").batch(), TestRescue.names(), new byte[0], 0, 0);
    events.add(
        events.names().intern("raw"),
        FieldType.TEXT,
        Events.IN_SLAB,
        events.batch().start(0),
        events.batch().end(0));
    events.parsed(0);
    byte[] bytes = encode(new Share(events, Share.Kind.EVENT, null));
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).containsOnlyOnce("all of it").contains("\"fields\":[[\"raw\",\"text\"]]");
    assertThat(line.read(bytes, 0, bytes.length - 1)).isTrue();
    assertThat(TestRescue.text(line, line.valueStart(0), line.valueEnd(0))).isEqualTo("all of it");
  }

  @Test
  void keepsWhatTheSinkWasToGetOfATail() {
    Events events =
        new Events(TestBatches.share("head tail").batch(), TestRescue.names(), new byte[0], 0, 0);
    int end = events.batch().end(0);
    events.parsedWithResidue(0, Events.IN_SLAB, end - 4, end);
    byte[] bytes = encode(new Share(events, Share.Kind.RESIDUE, null));
    assertThat(line.read(bytes, 0, bytes.length - 1)).isTrue();
    assertThat(line.kind()).isEqualTo(Share.Kind.RESIDUE);
    assertThat(TestRescue.text(line, line.textStart(), line.textEnd())).isEqualTo("tail");
    assertThat(TestRescue.text(line, line.rawStart(), line.rawEnd())).isEqualTo("head tail");
  }

  @Test
  void writesAMissThatIsDeliveredAsItCameOnce() {
    Events events =
        new Events(TestBatches.share("what").batch(), TestRescue.names(), new byte[0], 0, 0);
    events.missed(-1, 0, 0);
    byte[] bytes = encode(new Share(events, Share.Kind.MISS, null));
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .doesNotContain("text")
        .doesNotContain("rule");
    assertThat(line.read(bytes, 0, bytes.length - 1)).isTrue();
    assertThat(TestRescue.text(line, line.textStart(), line.textEnd())).isEqualTo("what");
  }

  @Test
  void bringsAnyBytesBack() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<String> lines = new ArrayList<>();
      List<List<String[]>> fields = new ArrayList<>();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        lines.add(text(random).replace('\n', ' '));
        fields.add(fields(random));
      }
      byte[] bytes = encode(new Share(events(lines, fields), Share.Kind.EVENT, null));
      int start = 0;
      for (int record = 0; record < lines.size(); record++) {
        int end = start;
        while (bytes[end] != '\n') {
          end++;
        }
        assertThat(line.read(bytes, start, end)).as("seed %d: %s", seed, line.problem()).isTrue();
        assertThat(TestRescue.text(line, line.rawStart(), line.rawEnd()))
            .isEqualTo(lines.get(record));
        assertThat(readFields()).as("seed %d", seed).isEqualTo(asText(fields.get(record)));
        start = end + 1;
      }
      assertThat(start).isEqualTo(bytes.length);
    }
  }

  private List<String> readFields() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < line.fields(); i++) {
      all.add(
          TestRescue.text(line, line.nameStart(i), line.nameEnd(i))
              + " "
              + line.type(i)
              + " "
              + TestRescue.text(line, line.valueStart(i), line.valueEnd(i)));
    }
    return all;
  }

  private static List<String> asText(List<String[]> fields) {
    return fields.stream().map(f -> String.join(" ", f)).toList();
  }

  private static List<String[]> fields(Random random) {
    List<String[]> fields = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      FieldType type = TYPES[random.nextInt(TYPES.length)];
      String value =
          switch (type) {
            case NUMBER -> Integer.toString(random.nextInt());
            case BOOL -> "true";
            case ARRAY -> "[\"a,]\\\"\",[1,{\"b\":2}]]";
            default -> text(random);
          };
      fields.add(
          new String[] {random.nextBoolean() ? "data\u00e9" + i : "name" + i, type.name(), value});
    }
    return fields;
  }

  /** Any bytes, as ISO 8859-1. */
  private static String text(Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
    } else {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(30) == 0 ? random.nextInt(32) : 32 + random.nextInt(95));
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void knowsEveryChangeOfOneByte() {
    byte[] bytes = TestRescue.bytes(TestRescue.group("out", "a \"record\"", "another"));
    int first = TestRescue.bytes(TestRescue.group("out", "a \"record\"")).length;
    for (int i = 0; i < first - 1; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 1;
      assertThat(line.read(altered, 0, first - 1)).as("byte %d", i).isFalse();
      assertThat(line.problem()).isNotEmpty();
    }
  }

  @Test
  void readsWhatSomebodyMended() {
    byte[] mended =
        ("{ \"raw\": \"caf\\u00e9 \\ud83d\\ude00\", \"id\": \"n/s/c/5\","
                + " \"kind\":\"event\",\"time\":\"t\",\"note\":{\"x\":[1,2]},"
                + " \"source\":\"s\",\"sink\":\"k\",\"reason\":\"timeout\" }")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(line.read(mended, 0, mended.length)).isFalse();
    assertThat(line.readMended(mended, 0, mended.length)).as(line.problem()).isTrue();
    assertThat(
            new String(
                line.bytes(),
                line.rawStart(),
                line.rawEnd() - line.rawStart(),
                StandardCharsets.UTF_8))
        .isEqualTo("caf\u00e9 \ud83d\ude00");
    assertThat(line.id()).isEqualTo("n/s/c/5");
  }

  @Test
  void saysWhatAMendedLineLacks() {
    byte[] mended = "{\"id\":\"n/s/c/5\",\"kind\":\"event\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(line.readMended(mended, 0, mended.length)).isFalse();
    assertThat(line.problem()).isEqualTo("has no member time");
  }
}
