package io.spillway.streams.wpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The index changes nothing: neither which rule wins nor what a miss says. */
class RuleIndexTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final List<String> FIELDS =
      List.of(
          "digit:a",
          "ip:b",
          "symbol(GET):c",
          "symbol(GE):d",
          "symbol(x)",
          "chars:e",
          "time:f",
          "digit:g<<,>>",
          "chars:h<[,]>",
          "http/method:i",
          "hex:j",
          "float:k\\,",
          "chars:l\\,",
          "kv(digit@n)\\,",
          "json",
          "2*digit:m",
          "peek_symbol(1):o",
          "sn:p",
          "digit:q|digit_in([1,2])",
          "bool:r",
          "domain:s",
          "auto:t",
          "_",
          "port:u",
          "array/digit:v",
          "symbol(GET /):w");
  private static final List<String> WORDS =
      List.of(
          "1",
          "10.0.0.1",
          "GET",
          "GE",
          "GET /x",
          "x",
          "hello",
          "2024-03-05 08:09:10",
          "<5>",
          "[y]",
          "1,",
          "b,",
          "n=5,",
          "{\"a\":1}",
          "true",
          "a.b.c",
          "[1,2]",
          "ff",
          "-",
          "",
          "2 3");

  private static String rule(Random random, int number) {
    StringBuilder rule = new StringBuilder("rule r" + number + " { ");
    int groups = 1 + random.nextInt(2);
    for (int g = 0; g < groups; g++) {
      boolean single = random.nextInt(8) == 0;
      String kind =
          single
              ? pick(random, List.of("opt", "not"))
              : pick(random, List.of("", "", "", "alt", "some_of"));
      rule.append(g > 0 ? ", " : "").append(kind).append('(');
      int fields = single ? 1 : 1 + random.nextInt(3);
      for (int f = 0; f < fields; f++) {
        rule.append(f > 0 ? ", " : "").append(pick(random, FIELDS));
      }
      rule.append(')');
    }
    return rule.append(" }\n").toString();
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static JsonNode answer(RuleSet rules, String line) throws IOException {
    return JACKSON.readTree(Trials.run(rules, (line + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** One rule after the other, each alone, where the index has nothing to do. */
  private static JsonNode expected(RuleSet rules, String line) throws IOException {
    List<String> names = rules.names().subList(0, rules.names().size() - 1);
    JsonNode furthest = answer(rules.only(names.get(0)::equals), line);
    for (String name : names) {
      JsonNode alone = answer(rules.only(name::equals), line);
      if (alone.has("rule")) {
        return alone;
      }
      if (offset(alone) > offset(furthest)) {
        furthest = alone;
      }
    }
    return furthest;
  }

  private static int offset(JsonNode answer) {
    return answer.has("rule") ? -1 : answer.get("nearest").get("offset").asInt();
  }

  @Test
  void sameAnswersAsOneRuleAfterTheOther() throws IOException {
    Random random = new Random(7);
    int parsed = 0;
    int tries = 0;
    for (int set = 0; set < 150; set++) {
      StringBuilder text = new StringBuilder();
      int count = 2 + random.nextInt(90);
      for (int i = 0; i < count; i++) {
        text.append(rule(random, i));
      }
      RuleSet rules = Trials.compile(text.toString());
      for (int i = 0; i < 25; i++, tries++) {
        StringBuilder line = new StringBuilder();
        for (int w = random.nextInt(5); w >= 0; w--) {
          line.append(pick(random, WORDS)).append(w > 0 && random.nextInt(9) > 0 ? " " : "");
        }
        JsonNode answer = answer(rules, line.toString());
        assertThat(answer)
            .as("'%s' by%n%s", line, text)
            .isEqualTo(expected(rules, line.toString()));
        parsed += answer.has("rule") ? 1 : 0;
      }
    }
    assertThat(parsed).isBetween(tries / 5, tries - tries / 20);
  }

  @Test
  void skipsRulesThatDifferInWhatComesSecond() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append("rule r")
          .append(i)
          .append(" { (ip:a, symbol(svc-")
          .append(i)
          .append("), chars:c) }\n");
    }
    RuleSet rules = Trials.compile(text.toString());
    RuleIndex index = new RuleIndex(rules.rules(), rules.tried());
    Run run = new Run(rules.searches(), rules.members(), name -> false);
    byte[] line = "10.0.0.1 svc-199 x".getBytes(StandardCharsets.UTF_8);
    run.in = line;
    index.look(run, 0, line.length);
    int tried = 0;
    for (int place = index.next(0); place >= 0; place = index.next(place + 1)) {
      tried++;
    }
    assertThat(tried).isEqualTo(3); // svc-1, svc-19, svc-199
  }
}
