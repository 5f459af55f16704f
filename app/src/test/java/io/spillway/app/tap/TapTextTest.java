package io.spillway.app.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class TapTextTest {
  private static final String HEAD =
      "\"id\":\"n/1\",\"time\":\"2026-01-02T03:04:05.678Z\",\"source\":\"net\",\"connection\":1,";

  private static String record(String json) throws JsonProcessingException {
    return new TapText(false).record(new ObjectMapper().readTree("{" + HEAD + json + "}"));
  }

  @Test
  void showsEventsAsPairs() throws JsonProcessingException {
    assertThat(
            record(
                "\"kind\":\"event\",\"rule\":\"/a/b\",\"event\":{\"n\":5,\"t\":\"x"
                    + " y\",\"u\":\"z\"},\"residue\":\" tail\""))
        .isEqualTo("03:04:05.678 net /a/b  n=5 t=\"x y\" u=z unread  tail");
  }

  @Test
  void showsWhyARecordMissed() throws JsonProcessingException {
    assertThat(
            record(
                "\"kind\":\"miss\",\"rule\":\"/a/b\",\"field\":\"n\",\"offset\":7,"
                    + "\"expected\":\"digits\",\"raw\":\"hello\""))
        .isEqualTo("03:04:05.678 net miss  hello  (nearest /a/b, byte 7: expected digits)");
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() throws JsonProcessingException {
    assertThat(record("\"kind\":\"event\",\"rule\":\"/r\",\"raw\":\"a\\u001b[2J\\u009b\""))
        .isEqualTo("03:04:05.678 net /r  a\\x1b[2J\\x9b");
    assertThat(record("\"kind\":\"event\",\"rule\":\"/r\",\"raw\":{\"b64\":\"/xs=\"}"))
        .isEqualTo("03:04:05.678 net /r  \u00ff\\x1b");
  }

  @Test
  void saysHowItEnded() throws JsonProcessingException {
    String state = "{\"tap\":\"drain\",\"shown\":120,\"filtered\":1,\"skipped\":4310}";
    assertThat(new TapText(false).end(new ObjectMapper().readTree(state)))
        .isEqualTo("shown 120, skipped 4,310: the node is draining");
  }

  @Test
  void saysWhatItKnowsWhenItsReaderLeaves() throws JsonProcessingException {
    String state = "{\"tap\":\"open\",\"shown\":118,\"filtered\":1,\"skipped\":4310}";
    assertThat(new TapText(false).left(120, new ObjectMapper().readTree(state)))
        .isEqualTo("shown 120, skipped at least 4,310");
    assertThat(new TapText(false).left(3, null)).isEqualTo("shown 3, skipped at least 0");
  }
}
