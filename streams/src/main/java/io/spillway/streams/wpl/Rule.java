package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One compiled rule. Immutable.
 *
 * @param number its place in the order of declaration
 * @param fieldNames names of its fields, for misses; one more than it has, for the end of the line
 * @param expected what each of them reads
 * @param tags name number, begin and end in the constants of each tag
 * @param copyRaw number of the name for the whole line, or -1
 * @param mayRepeatNames whether two fields of one record can have one name
 * @param endsInPairs whether that is so only if {@link Run#collided} says it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Rule(
    int number,
    String name,
    LineStep[] steps,
    Group[] groups,
    String[] fieldNames,
    String[] expected,
    int[] tags,
    int copyRaw,
    boolean mayRepeatNames,
    boolean endsInPairs) {

  /**
   * Whether only the names that its last field brings can come twice, and that field says so in
   * {@link Run#collided}.
   */
  static boolean endsInPairs(LineStep[] steps, Group[] groups, int[] tags, int copyRaw) {
    if (steps.length + tags.length > 0 || copyRaw >= 0) {
      return false;
    }
    Set<Integer> names = new HashSet<>();
    boolean pairs = false;
    for (Group group : groups) {
      for (Field field : group.fields) {
        boolean once = field.repeat == 1 && field.pipes.length == 0 && !pairs;
        pairs = field.value instanceof KvArrayValue;
        boolean named = field.nameId < 0 ? !field.value.isComposite() : names.add(field.nameId);
        if (group.kind != GroupKind.SEQ || !once || !(named || pairs)) {
          return false;
        }
      }
    }
    return pairs;
  }

  /** The field that any record it matches begins with, or null if that depends. */
  @Nullable Field firstField() {
    boolean sure =
        steps.length == 0
            && groups[0].kind == GroupKind.SEQ
            && groups[0].fields.length > 0
            && groups[0].fields[0].repeat == 1;
    return sure ? groups[0].fields[0] : null;
  }

  /** The same rule with other groups. */
  Rule with(Group[] others) {
    return new Rule(
        number,
        name,
        steps,
        others,
        fieldNames,
        expected,
        tags,
        copyRaw,
        mayRepeatNames,
        endsInPairs);
  }

  /** Number of the pseudo field that stands for the end of the line. */
  int endField() {
    return fieldNames.length - 1;
  }

  /** Names that it may give to fields, by itself or by its annotations. */
  Stream<String> names(Names names) {
    IntStream.Builder notes = IntStream.builder();
    for (int i = 0; i < tags.length; i += 3) {
      notes.add(tags[i]);
    }
    if (copyRaw >= 0) {
      notes.add(copyRaw);
    }
    return Stream.concat(Arrays.stream(fieldNames), notes.build().mapToObj(names::name));
  }

  /** Adds what annotations say to a record that matched. */
  void annotate(Run run, int start, int end) {
    Events events = run.events;
    for (int i = 0; i < tags.length; i += 3) {
      events.add(tags[i], FieldType.TEXT, Events.IN_CONSTANTS, tags[i + 1], tags[i + 2]);
    }
    if (copyRaw >= 0) {
      events.add(copyRaw, FieldType.TEXT, Events.IN_SLAB, start, end);
    }
  }
}
