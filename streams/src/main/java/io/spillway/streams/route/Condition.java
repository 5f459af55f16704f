package io.spillway.streams.route;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import java.util.List;

/**
 * A condition on an event, such as {@code $status >= 500 && $host =* "*.example.com"}. Compiled
 * once; immutable, evaluated on spans without objects.
 */
public final class Condition {
  private final String text;
  private final Clause clause;
  private final List<String> fields;

  Condition(String text, Clause clause, List<String> fields) {
    this.text = text;
    this.clause = clause;
    this.fields = List.copyOf(fields);
  }

  /** What compiling gives. */
  public sealed interface Result {}

  /** It compiled. */
  public record Compiled(Condition condition) implements Result {}

  /**
   * It did not.
   *
   * @param column where in the text, from 1
   * @param found what stands there
   * @param expected what could stand there
   * @param nearest the known word nearest to what was found, empty if none is near
   */
  public record Problem(int column, String found, String expected, String nearest)
      implements Result {

    /** One line for people. */
    public String message() {
      String hint = nearest.isEmpty() ? "" : ", did you mean " + nearest + "?";
      return "column " + column + ": expected " + expected + ", found " + found + hint;
    }
  }

  /** Compiles a condition; names it asks for are added to {@code names} where they are new. */
  public static Result compile(String text, Names names) {
    return new ConditionParser(text, names).parse();
  }

  public boolean test(Events events, int record) {
    return clause.test(events, record);
  }

  /** Names of the fields it asks for, for warnings about ones that no rule gives. */
  public List<String> fields() {
    return fields;
  }

  @Override
  public String toString() {
    return text;
  }
}
