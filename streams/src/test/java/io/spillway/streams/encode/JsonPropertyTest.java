package io.spillway.streams.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes fields hold, another JSON library reads the same from the line. */
class JsonPropertyTest {
  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsBackWhatWasWritten(long seed) throws Exception {
    Random random = new Random(seed);
    JsonEncoder encoder = new JsonEncoder(Tags.of(List.of(Map.of("tag", "t"))), n -> {});
    for (int round = 0; round < 60; round++) {
      int records = 1 + random.nextInt(4);
      String[] lines = new String[records];
      java.util.Arrays.fill(lines, "x");
      TestEvents made = new TestEvents(lines);
      List<ObjectNode> expected = new ArrayList<>();
      for (int record = 0; record < records; record++) {
        expected.add(record(made, random));
      }
      Outgoing out = encoder.encode(List.of(new Share(made.events, Share.Kind.EVENT, null)));
      byte[] bytes = new byte[(int) out.bytes()];
      out.buffers().get(0).duplicate().get(bytes);
      int start = 0;
      for (int record = 0; record < records; record++) {
        int end = (int) out.ends()[record];
        assertThat(bytes[end - 1]).isEqualTo((byte) '\n');
        String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        assertThat(json.readTree(oneForAll(line)))
            .isEqualTo(json.readTree(oneForAll(json.writeValueAsString(expected.get(record)))));
        start = end;
      }
    }
  }

  /** Java's decoder puts in another number of U+FFFD for some ill-formed sequences. */
  private static String oneForAll(String text) {
    return text.replaceAll("\ufffd+", "\ufffd");
  }

  private ObjectNode record(TestEvents made, Random random) throws Exception {
    ObjectNode expected = json.createObjectNode();
    for (int field = random.nextInt(12); field > 0; field--) {
      boolean known = random.nextBoolean();
      String name = random.nextInt(20) == 0 ? "tag" : (known ? "name" : "key") + random.nextInt(14);
      if (!known && expected.has(name)) {
        continue; // the matcher leaves one of them
      }
      boolean number = random.nextInt(3) == 0;
      String value = number ? Integer.toString(random.nextInt()) : text(random);
      FieldType type = number ? FieldType.NUMBER : FieldType.TEXT;
      if (known) {
        made.field(name, type, value);
      } else {
        made.named(name, type, value);
      }
      if (number) {
        expected.set(name, json.readTree(value));
      } else {
        expected.put(
            name, new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
      }
    }
    made.parsed();
    return expected.put("tag", "t");
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int kind = random.nextInt(3);
    for (int i = random.nextInt(40); i > 0; i--) {
      int c =
          switch (kind) {
            case 0 -> 'a' + random.nextInt(26);
            case 1 -> " !\"#\\/\u007f\n\t\u0000\u001f []".charAt(random.nextInt(14));
            default -> random.nextInt(256);
          };
      text.append((char) c);
    }
    return text.toString();
  }
}
