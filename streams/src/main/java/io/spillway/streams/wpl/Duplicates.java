package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;

/** Drops a record's fields that a later one of the same name replaces. */
final class Duplicates {
  private Duplicates() {}

  static void drop(Run run) {
    Events events = run.events;
    int first = run.firstField;
    int end = events.fields();
    if (end - first < 2) {
      return;
    }
    run.keys.begin(end - first);
    boolean any = false;
    for (int i = first; i < end; i++) {
      int earlier = run.keys.put(events, i);
      if (earlier >= 0) {
        events.mark(earlier);
        any = true;
      }
    }
    if (any) {
      events.removeMarked(first);
    }
  }
}
