package io.spillway.streams.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one configuration, so that all are reported at once. One thread. */
public final class Problems {
  private final List<Problem> list = new ArrayList<>();

  public void add(Problem problem) {
    if (!list.contains(problem)) {
      list.add(problem);
    }
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  /** All problems by file and line; those of one line in the order they were found. */
  public List<Problem> sorted() {
    List<Problem> sorted = new ArrayList<>(list);
    sorted.sort(Comparator.comparing(Problem::place));
    return List.copyOf(sorted);
  }
}
