package io.spillway.streams.rescue;

import io.spillway.streams.event.FieldType;
import java.util.Locale;
import java.util.stream.IntStream;

/** Types of fields as rescue lines spell them. */
final class FieldTypes {
  /** By code. */
  static final String[] WORDS =
      IntStream.range(0, FieldType.values().length)
          .mapToObj(FieldType::ofCode)
          .map(type -> type.name().toLowerCase(Locale.ROOT))
          .toArray(String[]::new);

  private FieldTypes() {}

  /** Whether values are written without quotes: they are JSON already. */
  static boolean plain(FieldType type) {
    return type == FieldType.NUMBER || type == FieldType.BOOL || type == FieldType.ARRAY;
  }

  /** The code of the type that the bytes spell, or -1. */
  static int code(byte[] in, int start, int end) {
    for (int i = 0; i < WORDS.length; i++) {
      if (spells(in, start, end, WORDS[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the bytes are that ASCII word. */
  static boolean spells(byte[] in, int start, int end, String word) {
    if (end - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (in[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
