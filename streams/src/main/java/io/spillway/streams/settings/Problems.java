package io.spillway.streams.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one configuration, so that all are reported at once. One thread. */
public final class Problems {
  private final List<Problem> list = new ArrayList<>();
  private final List<Problem> ofMachine = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  public void add(Problem problem) {
    if (!list.contains(problem)) {
      list.add(problem);
    }
  }

  /** Adds one that is so on this machine, and may not be so where the node is to run. */
  public void addOfMachine(Problem problem) {
    add(problem);
    ofMachine.add(problem);
  }

  /** Adds something that is allowed, and that the user should know. */
  public void warn(Problem warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  public List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  /** Those among the problems that were added as such. */
  public List<Problem> ofMachine() {
    return List.copyOf(ofMachine);
  }

  /** Whether the value of {@code key} is known to be wrong, so that it proves nothing else. */
  public boolean about(String key) {
    return list.stream().anyMatch(problem -> problem.key().equals(key));
  }

  /** Whether the value at that place of a key that ends so is known to be wrong. */
  boolean at(Place place, String lastKey) {
    return list.stream()
        .anyMatch(
            problem -> problem.place().equals(place) && problem.key().endsWith("." + lastKey));
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
