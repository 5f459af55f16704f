package io.spillway.streams.event;

import java.util.function.IntFunction;

/**
 * What a rule set says of its rules, for lines that people read; numbers are those in {@link
 * Events}.
 *
 * @param name a rule's name
 * @param field the name of a rule's field
 * @param expected what a rule's field would have matched
 */
public record Rules(IntFunction<String> name, OfField field, OfField expected) {
  /** Of events that no rule set made. */
  public static final Rules NONE = new Rules(rule -> "", (rule, field) -> "", (rule, field) -> "");

  /** Something of a rule's field. */
  public interface OfField {
    String of(int rule, int field);
  }
}
