package io.spillway.streams.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Excerpt;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodersTest {
  private final ObjectMapper json = new ObjectMapper();
  private final List<Long> replaced = new ArrayList<>();

  private static Share share(Events events, Share.Kind kind, int... selected) {
    return new Share(events, kind, selected.length == 0 ? null : selected);
  }

  private JsonEncoder encoder(Tags tags) {
    return new JsonEncoder(tags, replaced::add);
  }

  private static List<String> lines(Outgoing records) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer buffer : records.buffers()) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      all.writeBytes(bytes);
    }
    assertThat((long) all.size()).isEqualTo(records.bytes());
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < records.count(); i++) {
      int end = (int) records.ends()[i];
      String line = new String(all.toByteArray(), start, end - start, StandardCharsets.UTF_8);
      assertThat(line).endsWith("\n");
      lines.add(line.substring(0, line.length() - 1));
      start = end;
    }
    return lines;
  }

  private List<String> event(Tags tags, TestEvents made) {
    return lines(encoder(tags).encode(List.of(share(made.events, Share.Kind.EVENT))));
  }

  @Test
  void passesAWholeBatchOfLinesThroughWithoutCopying() {
    TestEvents made = new TestEvents("a", "", "c");
    made.parsed().parsed().parsed();
    Outgoing out = new RawEncoder().encode(List.of(share(made.events, Share.Kind.EVENT)));
    assertThat(out.buffers()).hasSize(1);
    assertThat(out.buffers().get(0).array()).isSameAs(made.events.batch().slab());
    assertThat(lines(out)).containsExactly("a", "", "c");
  }

  @Test
  void takesNoMoreRoomThanLargeEventsNeed() {
    TestEvents made = new TestEvents("x");
    String path = "p\"\n\u0001".repeat(10_000);
    for (int i = 0; i < 20; i++) {
      made.named(path + i, FieldType.TEXT, "v\"" + i).named(path + i + "n", FieldType.NUMBER, "7");
    }
    made.parsed();
    Outgoing out = encoder(Tags.NONE).encode(List.of(share(made.events, Share.Kind.EVENT)));
    assertThat(out.buffers().get(0).array().length).isLessThan((int) out.bytes() + 1000);
    assertThat(lines(out).get(0)).hasSize((int) out.bytes() - 1).endsWith("n\":7}");
  }

  @Test
  void takesNoMoreRoomThanALargeRawRecordNeeds() {
    TestEvents made = new TestEvents("x".repeat(1 << 20));
    made.missed(-1, -1, 0);
    Outgoing out = encoder(Tags.NONE).encode(List.of(share(made.events, Share.Kind.MISS)));
    assertThat(out.buffers().get(0).array().length).isLessThan((int) out.bytes() + 1000);
    assertThat(lines(out).get(0)).endsWith("xx\"}");
  }

  @Test
  void writesSelectedRecordsAndTailsRaw() {
    TestEvents made = new TestEvents("one", "two", "three", "four");
    made.parsed().parsedWithResidue(1).parsed().parsed();
    RawEncoder raw = new RawEncoder();
    assertThat(
            lines(
                raw.encode(
                    List.of(
                        share(made.events, Share.Kind.EVENT, 0, 2, 3),
                        share(made.events, Share.Kind.EVENT),
                        share(made.events, Share.Kind.RESIDUE, 1),
                        share(made.events, Share.Kind.MISS, 1)))))
        .containsExactly("one", "three", "four", "one", "two", "three", "four", "o", "two");
    assertThat(lines(raw.encode(List.of(share(made.events, Share.Kind.EVENT, 3)))))
        .containsExactly("four");
  }

  @Test
  void writesFieldsByTypeInOrderOfParsing() {
    TestEvents made = new TestEvents("x", "y");
    made.field("ip", FieldType.IP, "10.0.0.1")
        .field("status", FieldType.NUMBER, "-1.5e3")
        .field("ok", FieldType.BOOL, "true")
        .field("list", FieldType.ARRAY, "[1,\"a\"]")
        .field("time", FieldType.TIME, "2026-01-01T00:00:00Z")
        .named("user agent", FieldType.TEXT, "a \"quoted\" \\ \n\u0001 path/")
        .parsed()
        .parsed();
    assertThat(event(Tags.NONE, made))
        .containsExactly(
            "{\"ip\":\"10.0.0.1\",\"status\":-1.5e3,\"ok\":true,\"list\":[1,\"a\"],"
                + "\"time\":\"2026-01-01T00:00:00Z\","
                + "\"user agent\":\"a \\\"quoted\\\" \\\\ \\n\\u0001 path/\"}",
            "{}");
  }

  @Test
  void ofTwoFieldsOfOneKnownNameTheLaterStands() {
    TestEvents made = new TestEvents("x", "y");
    made.field("a", FieldType.NUMBER, "1")
        .field("b", FieldType.NUMBER, "2")
        .field("a", FieldType.NUMBER, "3")
        .named("c", FieldType.NUMBER, "5")
        .parsed()
        .field("a", FieldType.NUMBER, "9")
        .parsed();
    assertThat(event(Tags.NONE, made)).containsExactly("{\"b\":2,\"a\":3,\"c\":5}", "{\"a\":9}");
  }

  @Test
  void appendsTagsThatStandForFields() throws Exception {
    TestEvents made = new TestEvents("x");
    made.field("a", FieldType.NUMBER, "1")
        .field("host", FieldType.TEXT, "from data")
        .named("env", FieldType.TEXT, "from data")
        .parsed();
    Tags tags =
        Tags.of(List.of(Map.of("env", "test"), Map.of("env", "prod"), Map.of("host", "\"h\"")));
    JsonNode node = json.readTree(event(tags, made).get(0));
    assertThat(node).isEqualTo(json.readTree("{\"a\":1,\"env\":\"prod\",\"host\":\"\\\"h\\\"\"}"));
    assertThat(node).hasSize(3);
    assertThat(event(tags, new TestEvents("y").parsed()).get(0)).startsWith("{\"env\"");
  }

  @Test
  void replacesAndCountsWhatIsNotUtf8() {
    TestEvents made = new TestEvents("x");
    made.field("a", FieldType.TEXT, "\u00ff\u00c3\u00a9\u00e2\u0082").parsed();
    assertThat(event(Tags.NONE, made)).containsExactly("{\"a\":\"\ufffd\u00e9\ufffd\"}");
    assertThat(replaced).containsExactly(2L);
  }

  @Test
  void keepsKeysApartWhenAnotherBatchHasOtherNames() {
    JsonEncoder encoder = encoder(Tags.NONE);
    for (String name : List.of("first", "second", "third")) {
      TestEvents made = new TestEvents("x").field(name, FieldType.NUMBER, "1").parsed();
      assertThat(lines(encoder.encode(List.of(share(made.events, Share.Kind.EVENT)))))
          .containsExactly("{\"" + name + "\":1}");
    }
  }

  @Test
  void describesMissedRecords() throws Exception {
    TestEvents made = new TestEvents("good \"text\"", "bad \u00ff");
    made.missed(2, 1, 5).missed(-1, 0, 0);
    List<String> out =
        lines(
            encoder(Tags.of(List.of(Map.of("dc", "x"))))
                .encode(List.of(share(made.events, Share.Kind.MISS))));
    assertThat(json.readTree(out.get(0)))
        .isEqualTo(
            json.readTree(
                "{\"kind\":\"miss\",\"id\":\"node/5-ab/web/7/1000\","
                    + "\"time\":\"2023-11-14T22:13:20.123Z\",\"source\":\"web\","
                    + "\"connection\":7,\"peer\":\"127.0.0.1:9\",\"rule\":\"/web/nginx\","
                    + "\"field\":\"status\",\"offset\":5,\"expected\":\"digit\","
                    + "\"raw\":\"good \\\"text\\\"\",\"dc\":\"x\"}"));
    JsonNode second = json.readTree(out.get(1));
    assertThat(second.get("raw")).isEqualTo(json.readTree("{\"b64\":\"YmFkIP8=\"}"));
    assertThat(second.has("rule")).isFalse();
    assertThat(second.get("id").asText()).isEqualTo("node/5-ab/web/7/1012");
  }

  @Test
  void describesResidueInterceptedAndFailed() throws Exception {
    TestEvents made = new TestEvents("ab tail").field("a", FieldType.NUMBER, "1");
    made.parsedWithResidue(4);
    List<String> out =
        lines(
            encoder(Tags.NONE)
                .encode(
                    List.of(
                        share(made.events, Share.Kind.RESIDUE),
                        share(made.events, Share.Kind.INTERCEPTED),
                        share(made.events, Share.Kind.ERROR))));
    assertThat(json.readTree(out.get(0)).get("residue").asText()).isEqualTo("tail");
    assertThat(json.readTree(out.get(0)).get("rule").asText()).isEqualTo("/web/nginx");
    assertThat(json.readTree(out.get(1)).get("event")).isEqualTo(json.readTree("{\"a\":1}"));
    assertThat(json.readTree(out.get(2)).get("raw").asText()).isEqualTo("ab tail");
    assertThat(json.readTree(out.get(2)).get("kind").asText()).isEqualTo("error");
  }

  @Test
  void anExcerptEncodesLikeItsOriginal() {
    TestEvents made = new TestEvents("zero", "one", "two tail", "three");
    made.field("a", FieldType.TEXT, "0").parsed();
    made.named("n", FieldType.TEXT, "1").field("b", FieldType.NUMBER, "1").parsed();
    made.events.add(
        made.names.intern("slab"),
        FieldType.TEXT,
        Events.IN_SLAB,
        made.events.batch().start(2),
        made.events.batch().start(2) + 3);
    made.parsedWithResidue(4).missed(1, 2, 3);
    int[] some = {1, 2, 3};
    Events excerpt = Excerpt.of(made.events, some);
    for (Share.Kind kind : List.of(Share.Kind.EVENT, Share.Kind.INTERCEPTED)) {
      assertThat(lines(encoder(Tags.NONE).encode(List.of(share(excerpt, kind, 0, 1)))))
          .isEqualTo(lines(encoder(Tags.NONE).encode(List.of(share(made.events, kind, 1, 2)))));
    }
    assertThat(lines(encoder(Tags.NONE).encode(List.of(share(excerpt, Share.Kind.MISS, 2)))))
        .isEqualTo(
            lines(encoder(Tags.NONE).encode(List.of(share(made.events, Share.Kind.MISS, 3)))));
    assertThat(lines(encoder(Tags.NONE).encode(List.of(share(excerpt, Share.Kind.RESIDUE, 1)))))
        .isEqualTo(
            lines(encoder(Tags.NONE).encode(List.of(share(made.events, Share.Kind.RESIDUE, 2)))));
    assertThat(excerpt.batch().lines()).isTrue();
  }

  @Test
  void writesGiantsAndGoesBackToUsualSize() {
    JsonEncoder encoder = encoder(Tags.NONE);
    String giant = "x".repeat(5 << 20);
    TestEvents big = new TestEvents("x").field("a", FieldType.TEXT, giant).parsed();
    assertThat(lines(encoder.encode(List.of(share(big.events, Share.Kind.EVENT)))))
        .containsExactly("{\"a\":\"" + giant + "\"}");
    TestEvents small = new TestEvents("x").field("a", FieldType.TEXT, "y").parsed();
    Outgoing out = encoder.encode(List.of(share(small.events, Share.Kind.EVENT)));
    assertThat(lines(out)).containsExactly("{\"a\":\"y\"}");
    assertThat(out.buffers().get(0).array().length).isLessThan(1 << 20);
  }
}
