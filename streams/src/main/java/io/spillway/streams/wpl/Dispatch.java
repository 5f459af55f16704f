package io.spillway.streams.wpl;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of some rules can read a text, by its first bytes: a set of rules for each first byte, and
 * a tree of the texts that rules begin with. Immutable; a look-up costs the longest text that fits.
 */
final class Dispatch {
  /** Rules without a literal, for each first byte. */
  private final long[][] byFirst = new long[256][];

  private final Node root = new Node();

  /** A place in the tree: rules whose text ends here, and the places behind it. */
  private static final class Node {
    long @Nullable [] rules;
    int least;
    @Nullable Node[] next = {};

    Node child(byte b) {
      int at = b & 0xff;
      if (next.length == 0) {
        least = at;
      }
      int low = Math.min(least, at);
      int high = Math.max(least + next.length, at + 1);
      if (high - low != next.length) {
        @Nullable Node[] wider = new Node[high - low];
        System.arraycopy(next, 0, wider, least - low, next.length);
        next = wider;
        least = low;
      }
      Node child = next[at - least];
      if (child == null) {
        child = new Node();
        next[at - least] = child;
      }
      return child;
    }
  }

  /**
   * @param rules the bits of the rules, in the order of {@code beginnings}
   * @param words how many words a set of rules has
   */
  Dispatch(List<Integer> rules, List<Beginning> beginnings, int words) {
    for (int b = 0; b < byFirst.length; b++) {
      long[] some = new long[words];
      for (int i = 0; i < rules.size(); i++) {
        if (beginnings.get(i).literal() == null && beginnings.get(i).bytes().get(b)) {
          RuleSets.add(some, rules.get(i));
        }
      }
      byFirst[b] = b > 0 && Arrays.equals(some, byFirst[b - 1]) ? byFirst[b - 1] : some;
    }
    for (int i = 0; i < rules.size(); i++) {
      byte[] literal = beginnings.get(i).literal();
      if (literal != null) {
        add(literal, rules.get(i), words);
      }
    }
  }

  private void add(byte[] literal, int rule, int words) {
    Node node = root;
    for (byte b : literal) {
      node = node.child(b);
    }
    long[] some = node.rules;
    if (some == null) {
      some = new long[words];
      node.rules = some;
    }
    RuleSets.add(some, rule);
  }

  /** Adds to {@code to} the rules that can read {@code in[at, end)}, which is not empty. */
  void find(byte[] in, int at, int end, long[] to) {
    RuleSets.addAll(to, byFirst[in[at] & 0xff]);
    Node node = root;
    for (int p = at; p < end; p++) {
      int slot = (in[p] & 0xff) - node.least;
      Node next = slot >= 0 && slot < node.next.length ? node.next[slot] : null;
      if (next == null) {
        return;
      }
      node = next;
      if (node.rules != null) {
        RuleSets.addAll(to, node.rules);
      }
    }
  }
}
