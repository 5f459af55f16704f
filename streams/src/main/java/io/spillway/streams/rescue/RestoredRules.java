package io.spillway.streams.rescue;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import io.spillway.streams.event.Rules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rules as rescue lines name them, whatever rules there are now: numbered as they appear. Batches
 * share their names until a rule comes that is new, so that encoders prepare for them seldom. One
 * thread; the names that it gives are read-only.
 */
final class RestoredRules {
  /** More rules than that, and numbers begin anew with the next batch. */
  private static final int MOST = 1024;

  private final List<byte[]> utf8 = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private int last = Events.MISSED;
  private Names described = new Names();
  private int inDescribed;

  /** Of the rule that a line names; {@link Events#MISSED} if it names none. */
  int number(RescueLine line) {
    int start = line.ruleStart();
    int end = line.ruleEnd();
    if (start == end) {
      return Events.MISSED;
    }
    if (last < 0 || !is(last, line.bytes(), start, end)) {
      last = find(line.bytes(), start, end);
    }
    return last;
  }

  private boolean is(int number, byte[] in, int start, int end) {
    byte[] name = utf8.get(number);
    return Arrays.equals(name, 0, name.length, in, start, end);
  }

  private int find(byte[] in, int start, int end) {
    for (int number = 0; number < utf8.size(); number++) {
      if (is(number, in, start, end)) {
        return number;
      }
    }
    utf8.add(Arrays.copyOfRange(in, start, end));
    names.add(new String(in, start, end - start, StandardCharsets.UTF_8));
    return names.size() - 1;
  }

  /** Of all rules numbered so far, for the batch that has them; the next batch may begin anew. */
  Names names() {
    if (inDescribed != names.size()) {
      List<String> known = List.copyOf(names);
      described = new Names();
      described.describe(new Rules(known::get, (rule, field) -> "", (rule, field) -> ""));
      inDescribed = known.size();
    }
    Names given = described;
    if (names.size() > MOST) {
      utf8.clear();
      names.clear();
      described = new Names();
      inDescribed = 0;
      last = Events.MISSED;
    }
    return given;
  }
}
