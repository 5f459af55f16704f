package io.spillway.streams.route;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Known words of conditions, to suggest one for what was written in its place. */
final class ConditionWords {
  private static final List<String> WORDS = List.of("isset", "true", "false");
  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("=", "=="),
          Map.entry("<>", "!="),
          Map.entry("~", "=*"),
          Map.entry("&", "&&"),
          Map.entry("|", "||"),
          Map.entry("and", "&&"),
          Map.entry("or", "||"),
          Map.entry("not", "!"),
          Map.entry("exists", "isset"),
          Map.entry("like", "=*"),
          Map.entry("eq", "=="),
          Map.entry("ne", "!="));

  private ConditionWords() {}

  /** The known word nearest to the token, or nothing. */
  static String nearest(ConditionLexer.Token token) {
    boolean word =
        token.kind() == ConditionLexer.Kind.WORD || token.kind() == ConditionLexer.Kind.SIGN;
    if (!word) {
      return "";
    }
    String written = token.text().toLowerCase(Locale.ROOT);
    String meant = MEANT.get(written);
    if (meant != null) {
      return meant;
    }
    for (String known : WORDS) {
      if (written.length() > 2 && distance(written, known) <= 2) {
        return known;
      }
    }
    return token.kind() == ConditionLexer.Kind.WORD && written.length() > 1
        ? "$" + token.text()
        : "";
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, Math.min(row[j - 1], diagonal) + 1);
      }
    }
    return row[row.length - 1];
  }
}
