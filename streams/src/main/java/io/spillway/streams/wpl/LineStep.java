package io.spillway.streams.wpl;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rules may do to the whole line before their groups read it. */
enum LineStep {
  BASE64("decode/base64"),
  HEX("decode/hex"),
  UNESCAPE("unquote/unescape"),
  BOM("strip/bom");

  static final List<String> WORDS = Arrays.stream(values()).map(step -> step.word).toList();

  final String word;

  LineStep(String word) {
    this.word = word;
  }

  static @Nullable LineStep find(String word) {
    for (LineStep step : values()) {
      if (step.word.equals(word)) {
        return step;
      }
    }
    return null;
  }

  /** Writes the changed line to scratch; where it starts, or {@link Bytes#NONE}. */
  int apply(Run run, byte[] in, int at, int end) {
    return switch (this) {
      case BASE64 -> Decoders.base64(run, in, Bytes.skipSpace(in, at, end), end);
      case HEX -> Decoders.hex(run, in, at, end);
      case UNESCAPE -> Decoders.unescape(run, in, at, end);
      case BOM -> Decoders.withoutMarks(run, in, at, end);
    };
  }
}
