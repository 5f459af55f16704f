package io.spillway.streams.sink;

import java.util.List;

/**
 * Which of several places each record is for, where a sink has several; {@link #NONE} where it has
 * one.
 *
 * @param names of the places
 * @param of number in {@code names} of each record's place
 */
public record Targets(List<String> names, int[] of) {
  public static final Targets NONE = new Targets(List.of(), new int[0]);

  public boolean any() {
    return !names.isEmpty();
  }
}
