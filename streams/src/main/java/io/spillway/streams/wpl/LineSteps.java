package io.spillway.streams.wpl;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The steps that every rule may take, by their words. */
final class LineSteps {
  private static final Map<String, LineStep> STEPS =
      new TreeMap<>(
          Map.of(
              "decode/base64",
              (run, in, at, end) -> Decoders.base64(run, in, Bytes.skipSpace(in, at, end), end),
              "decode/hex",
              Decoders::hex,
              "unquote/unescape",
              Decoders::unescape,
              "strip/bom",
              Decoders::withoutMarks));

  private LineSteps() {}

  static Set<String> words() {
    return STEPS.keySet();
  }

  static @Nullable LineStep find(String word) {
    return STEPS.get(word);
  }
}
