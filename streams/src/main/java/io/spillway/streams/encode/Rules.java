package io.spillway.streams.encode;

import java.util.function.IntFunction;

/**
 * What encoders ask of the rule set, for lines that people read; numbers are those in {@code
 * Events}.
 *
 * @param name a rule's name
 * @param field the name of a rule's field
 * @param expected what a rule's field would have matched
 */
public record Rules(IntFunction<String> name, OfField field, OfField expected) {
  /** Something of a rule's field. */
  public interface OfField {
    String of(int rule, int field);
  }
}
