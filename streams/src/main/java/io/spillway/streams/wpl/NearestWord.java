package io.spillway.streams.wpl;

import java.util.Collection;

/** Finds the known word that was probably meant. */
final class NearestWord {
  private NearestWord() {}

  /**
   * The known word with the fewest edits from {@code word}, or the first that ends with it behind a
   * slash, or empty if none is near.
   */
  static String of(String word, Collection<String> known) {
    String best = known.stream().filter(name -> name.endsWith("/" + word)).findFirst().orElse("");
    int least = Math.max(1, (word.length() + 1) / 3) + 1;
    for (String candidate : known) {
      int edits = edits(word, candidate);
      if (edits < least) {
        least = edits;
        best = candidate;
      }
    }
    return best;
  }

  /** Edit distance, an exchange of neighbours counting as one edit. */
  private static int edits(String a, String b) {
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : step(table, a, b, i, j);
      }
    }
    return table[a.length()][b.length()];
  }

  private static int step(int[][] table, String a, String b, int i, int j) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(table[i - 1][j - 1] + same, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(best, table[i - 2][j - 2] + 1) : best;
  }
}
