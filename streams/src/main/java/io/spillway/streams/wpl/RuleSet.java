package io.spillway.streams.wpl;

import io.spillway.streams.event.Names;
import io.spillway.streams.event.Preface;
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

  /**
   * Name of the pseudo rule that each set has besides its own, with the highest number: every
   * record is one event with one text field {@code raw}. Only {@link #unparsed()} tries it.
   */
  public static final String RAW = "/raw";

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

  /** A set with no rules of its own, as {@link #unparsed()}. */
  public static RuleSet raw() {
    return compile(List.of()).rules().orElseThrow().unparsed();
  }

  /** The same rules under the same numbers, of which only {@link #RAW} is tried. */
  public RuleSet unparsed() {
    int[] last = {rules.length - 1};
    return new RuleSet(rules, last, fieldNames, constants, searches, members, residueLimit);
  }

  /** Full names, {@code /package/rule}, and last {@link #RAW}. */
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
    return new Matcher(this, null);
  }

  /** A matcher for one thread, whose rules see only what {@code preface} leaves of a record. */
  public Matcher matcher(Preface preface) {
    return new Matcher(this, preface);
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
