package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in its text one rule read each value, those among them that are dropped or changed. For
 * explanations: made for one line, filled by the {@link TracedValue}s of a rule's copy.
 */
final class RuleTrace {
  private final List<Read> reads = new ArrayList<>();

  /**
   * One value that was read.
   *
   * @param event number of the field it gave, or of the next one if it was dropped
   * @param where of the field's value, as {@link Events} numbers it; -1 if it was dropped
   * @param valueStart of the field's value there
   * @param valueEnd of the field's value there
   * @param start where it stood in the text
   * @param end where it ended there
   */
  record Read(int event, int where, int valueStart, int valueEnd, int start, int end) {
    boolean isDropped() {
      return where < 0;
    }
  }

  /** The same rule, whose reads this trace notes. */
  Rule over(Rule rule) {
    Group[] groups = new Group[rule.groups().length];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = over(rule.groups()[i]);
    }
    return rule.with(groups);
  }

  private Group over(Group group) {
    Field[] fields = new Field[group.fields.length];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = group.fields[i].with(new TracedValue(group.fields[i].value, this));
    }
    return fields.length == 0 ? group : Group.of(group.kind, fields);
  }

  /** A value that stood at {@code [at, after)} gave the fields from {@code first} on. */
  void read(Run run, int first, int at, int after) {
    if (!run.readsRecord()) {
      return;
    }
    Events events = run.events;
    int start = run.offset(at);
    int end = run.offset(after);
    reads.removeIf(read -> read.isDropped() ? read.start >= start : read.event >= first);
    if (events.fields() == first) {
      reads.add(new Read(first, -1, 0, 0, start, end));
    } else if (events.fields() == first + 1) {
      reads.add(
          new Read(first, events.where(first), events.start(first), events.end(first), start, end));
    }
  }

  /** Forgets what fields from {@code fields} on took: they were tried only. */
  void end(int fields) {
    reads.removeIf(read -> read.event >= fields + (read.isDropped() ? 1 : 0));
  }

  /** What was dropped before the field {@code event} was given, and not asked for yet. */
  List<Read> droppedBefore(int event) {
    List<Read> dropped = reads.stream().filter(r -> r.isDropped() && r.event <= event).toList();
    reads.removeAll(dropped);
    return dropped;
  }

  /** The read that gave a field with this value; each is given once. */
  Optional<Read> of(Events events, int field) {
    Optional<Read> found =
        reads.stream()
            .filter(
                read ->
                    read.where == events.where(field)
                        && read.valueStart == events.start(field)
                        && read.valueEnd == events.end(field))
            .findFirst();
    found.ifPresent(reads::remove);
    return found;
  }
}
