package io.spillway.streams.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long the values in a path may be, so that each name in it, with what rotation puts behind, is
 * one that file systems take. Values of one name share what its text leaves.
 */
final class NameLengths {
  /** The usual limit of 255 less {@code -YYYYMMDD-HHMMSS_123456789.zst.tmp}. */
  private static final int LONGEST_NAME = 255 - 34;

  /** The longest that a value may be, however much room there is. */
  private static final int LONGEST_VALUE = 150;

  /** Less than this tells too little. */
  private static final int LEAST = 24;

  /** How much longer a time may be than the sample: names of months and days. */
  private static final int LONGER_TIME = 4;

  private final int[] nameOf;
  private final List<int[]> names = new ArrayList<>();

  private NameLengths(List<Template.Part> parts) {
    nameOf = new int[parts.size()];
    names.add(new int[2]);
    for (int i = 0; i < nameOf.length; i++) {
      Template.Part part = parts.get(i);
      nameOf[i] = names.size() - 1;
      if (part instanceof Template.Text text) {
        add(text.utf8(), 0);
      } else if (part instanceof Template.Time time) {
        add(TemplateFiles.longest(time), LONGER_TIME);
      } else {
        names.get(nameOf[i])[1]++;
      }
    }
  }

  private void add(byte[] text, int more) {
    names.get(names.size() - 1)[0] += more;
    for (byte b : text) {
      if (b == '/') {
        names.add(new int[] {more, 0});
      } else {
        names.get(names.size() - 1)[0]++;
      }
    }
  }

  /**
   * By part; 0 where it is no value.
   *
   * @throws IllegalArgumentException if the text of a name leaves too little, in words for people
   */
  static int[] of(Template template) {
    List<Template.Part> parts = template.parts();
    NameLengths lengths = new NameLengths(parts);
    int[] longest = new int[parts.size()];
    Arrays.setAll(longest, i -> isValue(parts.get(i)) ? lengths.ofValueIn(lengths.nameOf[i]) : 0);
    return longest;
  }

  private int ofValueIn(int name) {
    int text = names.get(name)[0];
    int values = names.get(name)[1];
    int each = (LONGEST_NAME - text) / values;
    if (each < LEAST) {
      throw new IllegalArgumentException(
          "has a name with %d fields and %d other bytes; a name has room for %d, and each field needs %d"
              .formatted(values, text, LONGEST_NAME, LEAST));
    }
    return Math.min(each, LONGEST_VALUE);
  }

  static boolean isValue(Template.Part part) {
    return !(part instanceof Template.Text || part instanceof Template.Time);
  }
}
