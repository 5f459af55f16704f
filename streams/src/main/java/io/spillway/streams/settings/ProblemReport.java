package io.spillway.streams.settings;

import java.util.List;

/**
 * The report of all problems for people: {@code file:line} first, so that terminals and editors can
 * jump there, one block per file.
 */
public final class ProblemReport {
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private ProblemReport() {}

  /** The report as lines, each ended; in colour only for a terminal. */
  public static String render(List<Problem> problems, boolean colour) {
    StringBuilder out = new StringBuilder();
    int first = 0;
    while (first < problems.size()) {
      int end = first;
      String file = problems.get(first).place().file();
      while (end < problems.size() && problems.get(end).place().file().equals(file)) {
        end++;
      }
      block(problems.subList(first, end), colour, out);
      first = end;
    }
    int n = problems.size();
    return out.append(n).append(n == 1 ? " problem" : " problems").append('\n').toString();
  }

  private static void block(List<Problem> problems, boolean colour, StringBuilder out) {
    int width = problems.stream().mapToInt(p -> p.place().toString().length()).max().orElse(0) + 2;
    for (Problem problem : problems) {
      String place = problem.place().toString();
      String gap = " ".repeat(width);
      out.append(colour ? BOLD + place + PLAIN : place).append(gap, place.length(), width);
      if (!problem.subject().isEmpty()) {
        out.append(problem.subject()).append('\n').append(gap);
      }
      String advice = problem.advice().replace("\n", "\n" + gap);
      out.append(colour ? RED + advice + PLAIN : advice).append('\n');
    }
    out.append('\n');
  }
}
