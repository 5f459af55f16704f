package io.spillway.streams.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
  @Test
  void countsEditsAndSwaps() {
    assertThat(NearestWord.distance("", "abc")).isEqualTo(3);
    assertThat(NearestWord.distance("prot", "port")).isEqualTo(1);
    assertThat(NearestWord.distance("adimn", "admin")).isEqualTo(1);
    assertThat(NearestWord.distance("batch-byte", "batch-bytes")).isEqualTo(1);
    assertThat(NearestWord.distance("tcp", "file")).isEqualTo(4);
  }

  @Test
  void findsTheNearestAndOnlyIfItIsNear() {
    List<String> known = List.of("port", "host", "framing", "batch-bytes");
    assertThat(NearestWord.of("prot", known)).isEqualTo("port");
    assertThat(NearestWord.of("batchbytes", known)).isEqualTo("batch-bytes");
    assertThat(NearestWord.of("colour", known)).isEmpty();
    assertThat(NearestWord.of("x", List.of())).isEmpty();
  }
}
