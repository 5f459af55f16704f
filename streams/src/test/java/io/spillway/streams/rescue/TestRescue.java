package io.spillway.streams.rescue;

import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.event.Names;
import io.spillway.streams.event.Rules;
import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rescue lines for tests. */
final class TestRescue {
  private TestRescue() {}

  /** Of rules called {@code /web/ruleN}. */
  static Names names() {
    Names names = new Names();
    names.describe(new Rules(rule -> "/web/rule" + rule, (r, f) -> "f", (r, f) -> "e"));
    return names;
  }

  static RescueEncoder encoder(String sink) {
    return new RescueEncoder(sink, new RawEncoder());
  }

  static RescueGroup group(String sink, String... lines) {
    return group(sink, false, lines);
  }

  static RescueGroup group(String sink, boolean last, String... lines) {
    RescueEncoder encoder = encoder(sink);
    encoder.clear();
    Share share = TestBatches.share(lines);
    encoder.add(share, 0, share.count(), Reason.UNAVAILABLE, 8, "");
    return encoder.group(RescueGroup.Place.RESCUED, last);
  }

  static byte[] bytes(RescueGroup group) {
    return Arrays.copyOf(group.bytes(), group.length());
  }

  /** What the whole lines among the bytes hold as records. */
  static List<String> raws(byte[] bytes) {
    RescueLine line = new RescueLine();
    List<String> raws = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        if (i > start && line.read(bytes, start, i)) {
          raws.add(text(line, line.rawStart(), line.rawEnd()));
        }
        start = i + 1;
      }
    }
    return raws;
  }

  static String text(RescueLine line, int start, int end) {
    return new String(line.bytes(), start, end - start, StandardCharsets.ISO_8859_1);
  }
}
