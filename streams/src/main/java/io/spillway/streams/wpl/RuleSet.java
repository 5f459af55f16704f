package io.spillway.streams.wpl;

import io.spillway.streams.event.Names;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Compiled rules in the order of their declaration. Immutable and thread-safe; each thread takes a
 * {@link Matcher} of its own. A rule's number is its index in {@link #names()}.
 */
public final class RuleSet {
  /** Share of a record that a matching rule may leave unread. */
  public static final double DEFAULT_RESIDUE_LIMIT = 0.20;

  private static final RuleSet RAW = RuleCompiler.raw();

  private final Rule[] rules;
  private final int[] tried;
  private final Names fieldNames;
  private final byte[] constants;
  private final int searches;
  private final int members;
  private final double residueLimit;

  RuleSet(
      Rule[] rules,
      int[] tried,
      Names fieldNames,
      byte[] constants,
      int searches,
      int members,
      double residueLimit) {
    this.rules = rules;
    this.tried = tried;
    this.fieldNames = fieldNames;
    this.constants = constants;
    this.searches = searches;
    this.members = members;
    this.residueLimit = residueLimit;
  }

  /** Compiles all files together; every error of all of them is reported. */
  public static Compilation compile(List<RuleFile> files) {
    return compile(files, DEFAULT_RESIDUE_LIMIT);
  }

  /**
   * As {@link #compile(List)}.
   *
   * @param residueLimit share of a record's bytes, 0 to 1, that a matching rule may leave unread
   */
  public static Compilation compile(List<RuleFile> files, double residueLimit) {
    if (!(residueLimit >= 0 && residueLimit <= 1)) {
      throw new IllegalArgumentException("residue limit is a share from 0 to 1: " + residueLimit);
    }
    return RuleCompiler.compile(files, residueLimit);
  }

  /** The pseudo rule {@code /raw}: every record is one event with one text field {@code raw}. */
  public static RuleSet raw() {
    return RAW;
  }

  /** Full names, {@code /package/rule}. */
  public List<String> names() {
    return Arrays.stream(rules).map(Rule::name).toList();
  }

  /** The names that rules give to fields. */
  public Names fieldNames() {
    return fieldNames;
  }

  /** The same rules under the same numbers, of which only those are tried. */
  public RuleSet only(Predicate<String> name) {
    int[] some = Arrays.stream(tried).filter(rule -> name.test(rules[rule].name())).toArray();
    return new RuleSet(rules, some, fieldNames, constants, searches, members, residueLimit);
  }

  /** A matcher for one thread. */
  public Matcher matcher() {
    return new Matcher(this);
  }

  /** Name of a rule's field, as {@code Events.nearestField} numbers it. */
  public String fieldName(int rule, int field) {
    return rules[rule].fieldNames()[field];
  }

  /** What a rule's field reads, for people. */
  public String expected(int rule, int field) {
    return rules[rule].expected()[field];
  }

  Rule[] rules() {
    return rules;
  }

  int[] tried() {
    return tried;
  }

  byte[] constants() {
    return constants;
  }

  int searches() {
    return searches;
  }

  int members() {
    return members;
  }

  double residueLimit() {
    return residueLimit;
  }
}
