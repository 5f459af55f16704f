package io.spillway.streams.wpl;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a group treats its fields. */
enum GroupKind {
  SEQ("seq"),
  ALT("alt"),
  OPT("opt"),
  SOME_OF("some_of"),
  NOT("not");

  static final List<String> WORDS = Arrays.stream(values()).map(kind -> kind.word).toList();

  final String word;

  GroupKind(String word) {
    this.word = word;
  }

  static @Nullable GroupKind find(String word) {
    for (GroupKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    return null;
  }
}
