package io.spillway.streams.wpl;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What text that a rule reads must begin with, white space left out.
 *
 * @param bytes each byte it may begin with
 * @param literal the text it begins with in any case, or null
 * @param number of the field that does not fit other text, within its rule
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Beginning(BitSet bytes, byte @Nullable [] literal, int number) {

  /** Of a whole record. */
  static Beginning of(Rule rule) {
    return rule.steps().length > 0 ? any() : of(rule.groups(), 0, 0);
  }

  /** Of what comes behind the first field. */
  static Beginning second(Rule rule) {
    return rule.groups()[0].fields.length > 1 ? of(rule.groups(), 0, 1) : of(rule.groups(), 1, 0);
  }

  private static Beginning any() {
    BitSet all = new BitSet(256);
    all.set(0, 256);
    return new Beginning(all, null, 0);
  }

  private static Beginning of(Group[] groups, int group, int field) {
    if (group >= groups.length || groups[group].fields.length <= field) {
      return any();
    }
    Field[] fields = groups[group].fields;
    return switch (groups[group].kind) {
      case SEQ -> of(fields[field]);
      case ALT -> of(fields);
      default -> any();
    };
  }

  private static Beginning of(Field field) {
    BitSet bytes = new BitSet(256);
    byte[] literal = null;
    if (field.scope != null) {
      literal = field.scope.begin;
    } else if (field.value instanceof BasicValues.Symbol symbol && symbol.text.length > 0) {
      literal = symbol.text;
    }
    if (literal != null) {
      bytes.set(literal[0] & 0xff);
    } else {
      field.value.firstBytes(bytes);
    }
    return new Beginning(bytes, literal, field.number);
  }

  private static Beginning of(Field[] alternatives) {
    BitSet bytes = new BitSet(256);
    for (Field field : alternatives) {
      bytes.or(of(field).bytes);
    }
    return new Beginning(bytes, null, alternatives[0].number);
  }
}
