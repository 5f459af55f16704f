package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a matcher knows of the json it has seen changes nothing but its speed. */
class JsonPlacesTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final int LINES = 400;

  /** Without the members that say which line it was. */
  private static String outcome(String answer) {
    return answer.substring(answer.indexOf(",\"outcome\""));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rule j { (json) }",
        "rule j { (json(chars@a/b:ren, digit@n, _@c, ip@d)) }",
        "rule j { (exact_json(opt(digit)@n, opt(chars)@a, opt(chars)@k[0])) } rule k { (json) }",
        "rule j { (json(chars@a*:x, digit@*b)) } rule k { (json(_@c*)) }",
        "rule j { (json(json@a:inner, json@b, array@k)) } rule k { (json) }",
        "rule j { (json(chars@k:list, chars@a[0])) } rule k { (json, json) }",
        "#[tag(a:\"x\", c:\"y\")] rule j { (json) }",
        "rule j { alt(json(digit@a), json(chars@a:other)) } rule k { (kvarr(json@k)) }"
      })
  void everyLineReadsAsOnItsOwn(String rules) {
    RuleSet set = Trials.compile(rules);
    List<String> lines = new ArrayList<>();
    RandomJson json = new RandomJson(rules.hashCode());
    for (int i = 0; i < LINES; i++) {
      lines.add(json.line());
    }
    List<String> together = Trials.run(set, utf8(String.join("\n", lines) + "\n")).lines().toList();
    for (int i = 0; i < LINES; i++) {
      String alone = Trials.run(set, utf8(lines.get(i) + "\n"));
      assertThat(outcome(together.get(i))).as(lines.get(i)).isEqualTo(outcome(alone.strip()));
    }
  }

  @Test
  void fieldsAreTheLeavesThatJacksonFinds() throws IOException {
    RuleSet set = Trials.compile("rule j { (json) }");
    RandomJson json = new RandomJson(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add(json.whole());
    }
    List<String> answers = Trials.run(set, utf8(String.join("\n", lines) + "\n")).lines().toList();
    for (int i = 0; i < LINES; i++) {
      Map<String, String> leaves = new LinkedHashMap<>();
      flatten(JACKSON.readTree(lines.get(i)), "", leaves);
      Map<String, String> fields = new LinkedHashMap<>();
      JACKSON
          .readTree(answers.get(i))
          .get("fields")
          .properties()
          .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
      assertThat(fields).as(lines.get(i)).isEqualTo(leaves);
    }
  }

  /** Of fields of one path the last one stands. */
  private static void flatten(JsonNode node, String path, Map<String, String> leaves) {
    if (node.isObject()) {
      String stem = path.isEmpty() ? "" : path + "/";
      node.properties().forEach(each -> flatten(each.getValue(), stem + each.getKey(), leaves));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(node.get(i), path + "[" + i + "]", leaves);
      }
    } else if (!node.isNull()) {
      leaves.put(path, node.asText());
    }
  }

  private static Batch batch(List<String> records) {
    int[] bounds = new int[records.size() * 2];
    StringBuilder slab = new StringBuilder();
    for (int i = 0; i < records.size(); i++) {
      bounds[2 * i] = slab.length();
      slab.append(records.get(i));
      bounds[2 * i + 1] = slab.length();
      slab.append('\n');
    }
    return new Batch(
        new Origin("n", "s", "x", "p", 1),
        utf8(slab.toString()),
        bounds,
        records.size(),
        0,
        true,
        Trials.NOW,
        new Settlement(() -> {}));
  }

  private static String record(int from, int keys) {
    StringBuilder record = new StringBuilder("{\"in\":{\"id\":7");
    for (int key = 0; key < keys; key++) {
      record.append(",\"key-").append(from + key).append("\":true");
    }
    return record.append("}}").toString();
  }

  /** More keys than are kept: they find no room, until all is forgotten between two batches. */
  @Test
  void keysThatNeverEndAreReadAndForgotten() {
    Matcher matcher = Trials.compile("rule j { (json) }").matcher();
    int keys = 0;
    int known = 0;
    while (keys < 2 * KnownPlaces.PATIENCE) {
      Events events = matcher.match(batch(List.of(record(keys, 1000), record(0, 10))));
      keys += 1000;
      assertThat(events.parsed()).isEqualTo(2);
      assertThat(events.name(1000)).isEqualTo("in/key-" + (keys - 1));
      assertThat(events.name(events.endField(1) - 1)).isEqualTo("in/key-9");
      assertThat(events.heldBytes()).isLessThan(400_000);
      known += events.scratchLength() == 0 ? 1 : 0;
    }
    assertThat(known).isBetween(7, 12);
  }

  /** Events point at names that the matcher knows, and keep them when it forgets them. */
  @Test
  void namesOfEarlierBatchesStay() {
    Matcher matcher = Trials.compile("rule j { (json) }").matcher();
    Events first = matcher.match(batch(List.of("{\"a\":{\"b\":1,\"c\":[true]}}")));
    for (int keys = 0; keys < 2 * KnownPlaces.PATIENCE; keys += 1000) {
      matcher.match(batch(List.of(record(keys, 1000))));
    }
    assertThat(first.name(0)).isEqualTo("a/b");
    assertThat(first.name(1)).isEqualTo("a/c[0]");
  }

  /** Objects and arrays under keys that come again and again, and every so often another. */
  private static final class RandomJson {
    private static final String[] KEYS = {
      "a",
      "b",
      "c",
      "d",
      "n",
      "k",
      "a/b",
      "k[0]",
      "",
      "/a",
      "key-of-16-bytes.",
      "\u00e9\u4e2d",
      "\\u0061",
      "x\\ny",
      "another-key-that-is-longer-than-two-words",
      "a1",
      "list[0]",
      "ab",
      "other"
    };
    private static final String[] SCALARS = {
      "null",
      "true",
      "false",
      "0",
      "-7",
      "12.50",
      "1E3",
      "12345678901234567890",
      "\"\"",
      "\"10.0.0.1\"",
      "\"text\"",
      "\"escaped \\u00e9 \\\\ \\\"\"",
      "\"{\\\"a\\\":{\\\"b\\\":1},\\\"n\\\":2}\"",
      "\"\u4e2d\""
    };

    private final Random random;
    private List<String> shape = List.of();
    private boolean distinct;

    RandomJson(long seed) {
      random = new Random(seed);
    }

    private String pick(String[] from) {
      return from[random.nextInt(from.length)];
    }

    private String key() {
      return switch (random.nextInt(30)) {
        case 0 -> "id-" + random.nextInt(1000);
        case 1 -> "long".repeat(random.nextInt(200));
        default -> pick(KEYS);
      };
    }

    private String space() {
      return random.nextInt(10) == 0 ? " " : "";
    }

    /** Often the same keys as the last one, perhaps without some. */
    private String object(int depth) {
      if (shape.isEmpty() || random.nextInt(50) == 0) {
        shape = random.ints(8, 0, KEYS.length).mapToObj(i -> KEYS[i]).distinct().toList();
      }
      List<String> members = new ArrayList<>();
      Set<String> keys = new HashSet<>();
      for (String each : shape) {
        String key = random.nextInt(8) == 0 ? key() : each;
        boolean again = !keys.add(key.equals("\\u0061") ? "a" : key);
        if (random.nextInt(4) > 0 && !(again && distinct)) {
          members.add('"' + key + '"' + space() + ':' + space() + value(depth + 1) + space());
        }
      }
      return '{' + space() + String.join(',' + space(), members) + '}';
    }

    private String value(int depth) {
      int kind = depth > 4 ? 0 : random.nextInt(10);
      if (kind < 7) {
        return pick(SCALARS);
      }
      if (kind == 7) {
        return object(depth);
      }
      List<String> elements = new ArrayList<>();
      int count = random.nextInt(60) == 0 ? 270 : random.nextInt(4);
      for (int i = 0; i < count; i++) {
        elements.add(count > 4 ? pick(SCALARS) : value(depth + 1));
      }
      return '[' + space() + String.join("," + space(), elements) + ']';
    }

    /** An object in which no object has a key twice. */
    String whole() {
      distinct = true;
      return object(0);
    }

    /** One or two values, or part of them, or with a byte changed. */
    String line() {
      StringBuilder line = new StringBuilder(object(0));
      switch (random.nextInt(8)) {
        case 0 -> line.insert(0, "k=");
        case 1 -> line.append(' ').append(object(2));
        case 2 -> line.setLength(1 + random.nextInt(line.length()));
        case 3 ->
            line.setCharAt(
                random.nextInt(line.length()), "{}[]\",:\\ 0ntf".charAt(random.nextInt(13)));
        default -> {} // as it is
      }
      return line.toString();
    }
  }
}
