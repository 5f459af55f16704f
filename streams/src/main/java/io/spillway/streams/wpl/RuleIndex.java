package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rules to try on a record; the others cannot match. Looks at what the record begins with
 * and, where several rules read their first field alike, reads it once and looks at what comes
 * behind it. One matcher's: it keeps the last record's answer. {@code NginxLineBench} measures it.
 */
final class RuleIndex {
  /** Fewer rules of one first field are tried at once. */
  private static final int LEAST_ALIKE = 3;

  private final Rule[] rules;
  private final int[] tried;
  private final long[] all;
  private final Dispatch first;
  private final int[] firstNumbers;
  private final Alike[] groups;

  /** Rules that the record's first bytes leave, and those that are left in the end. */
  private final long[] begun;

  private final long[] left;
  private int textAt;

  /** Rules that read their first field alike. */
  private static final class Alike {
    final Field field;
    final long[] members;
    final Dispatch second;
    final int[] secondNumbers;
    final long[] fits;

    /** Behind the first field of the last record; NONE if it did not fit, or was not read. */
    int at;

    boolean read;

    Alike(Field field, List<Integer> rules, Rule[] all, int[] tried) {
      int words = RuleSets.words(tried.length);
      this.field = field;
      this.members = new long[words];
      this.fits = new long[words];
      this.secondNumbers = new int[tried.length];
      List<Beginning> beginnings = new ArrayList<>();
      for (int rule : rules) {
        RuleSets.add(members, rule);
        beginnings.add(Beginning.second(all[tried[rule]]));
        secondNumbers[rule] = beginnings.get(beginnings.size() - 1).number();
      }
      this.second = new Dispatch(rules, beginnings, words);
    }
  }

  RuleIndex(Rule[] rules, int[] tried) {
    int words = RuleSets.words(tried.length);
    this.rules = rules;
    this.tried = tried;
    this.all = new long[words];
    this.begun = new long[words];
    this.left = new long[words];
    this.firstNumbers = new int[tried.length];
    List<Integer> bits = new ArrayList<>();
    List<Beginning> beginnings = new ArrayList<>();
    for (int rule = 0; rule < tried.length; rule++) {
      RuleSets.add(all, rule);
      bits.add(rule);
      beginnings.add(Beginning.of(rules[tried[rule]]));
      firstNumbers[rule] = beginnings.get(rule).number();
    }
    this.first = new Dispatch(bits, beginnings, words);
    this.groups = alike();
    RuleSets.addAll(left, all);
    RuleSets.addAll(begun, all);
  }

  private Alike[] alike() {
    Map<String, List<Integer>> byReading = new LinkedHashMap<>();
    for (int rule = 0; rule < tried.length; rule++) {
      Field field = rules[tried[rule]].firstField();
      if (field != null && field.reading != null) {
        byReading.computeIfAbsent(field.reading, reading -> new ArrayList<>()).add(rule);
      }
    }
    List<Alike> found = new ArrayList<>();
    for (List<Integer> some : byReading.values()) {
      Field field = rules[tried[some.get(0)]].firstField();
      if (field != null && some.size() >= LEAST_ALIKE) {
        found.add(new Alike(field, some, rules, tried));
      }
    }
    return found.toArray(Alike[]::new);
  }

  /** Looks at the record whose text begins at {@code at}; what {@link #next} goes through. */
  void look(Run run, int at, int end) {
    textAt = at;
    if (tried.length < 2) {
      return;
    }
    if (at >= end) {
      System.arraycopy(all, 0, left, 0, all.length);
      System.arraycopy(all, 0, begun, 0, all.length);
      for (Alike group : groups) {
        group.read = false;
      }
      return;
    }
    Arrays.fill(left, 0);
    first.find(run.in, at, end, left);
    if (groups.length > 0) {
      System.arraycopy(left, 0, begun, 0, left.length);
      for (Alike group : groups) {
        group.read = several(group);
        if (group.read) {
          readFirst(run, group, at, end);
        }
      }
    }
  }

  private boolean several(Alike group) {
    int count = 0;
    for (int i = 0; i < left.length; i++) {
      count += Long.bitCount(left[i] & group.members[i]);
    }
    return count >= LEAST_ALIKE;
  }

  private void readFirst(Run run, Alike group, int at, int end) {
    Events events = run.events;
    int fields = events.fields();
    int scratch = events.scratchLength();
    long nearest = run.keepNearest();
    int offset = run.nearestOffset;
    int after = group.field.match(run, at, end);
    run.forgetSince(nearest, offset);
    events.rollBack(fields, scratch);
    group.at = after < 0 ? after : Bytes.skipSpace(run.in, after, end);
    if (group.at == end) {
      return;
    }
    Arrays.fill(group.fits, 0);
    if (group.at >= 0) {
      group.second.find(run.in, group.at, end, group.fits);
    }
    for (int i = 0; i < left.length; i++) {
      left[i] &= ~group.members[i] | group.fits[i];
    }
  }

  /** Place of the next rule to try from {@code from} on, or {@link Bytes#NONE}. */
  int next(int from) {
    return RuleSets.next(left, from);
  }

  /** Number of the rule at a place that {@link #next} answered. */
  int number(int place) {
    return tried[place];
  }

  /** No rule matched: notes how far those got that were not tried. */
  void noteSkipped(Run run) {
    int place = RuleSets.firstWithout(all, groups.length > 0 ? begun : left);
    if (place >= 0) {
      run.failInOrder(tried[place], firstNumbers[place], textAt);
    }
    for (Alike group : groups) {
      if (!group.read) {
        continue;
      }
      for (int i = 0; i < left.length; i++) {
        group.fits[i] = ~begun[i] | ~group.members[i] | left[i];
      }
      int skipped = RuleSets.firstWithout(all, group.fits);
      if (skipped >= 0 && group.at < 0) {
        run.failInOrder(tried[skipped], firstNumbers[skipped], textAt);
      } else if (skipped >= 0) {
        run.failInOrder(tried[skipped], group.secondNumbers[skipped], group.at);
      }
    }
  }
}
