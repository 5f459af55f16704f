package io.spillway.streams.rescue;

import io.spillway.streams.encode.JsonText;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of rules and of the fields that they give, quoted once, and which of a record's fields
 * stands for its name. One encoder's.
 */
final class QuotedNames {
  private static final byte[] NONE = {};
  private static final byte[] RULE = ",\"rule\":".getBytes(StandardCharsets.US_ASCII);

  private Names names = new Names();
  private byte[][] quoted = {};

  /** By rule number the member that names it. */
  private final Map<Integer, byte[]> ruleMembers = new HashMap<>();

  /** By name number the last field of that name in the record at hand. */
  private int[] latest = {};

  /** Prepares for another batch. */
  void begin(Events events) {
    if (events.names() != names) {
      names = events.names();
      quoted = new byte[0][];
      ruleMembers.clear();
    }
    if (quoted.length < names.size()) {
      int from = quoted.length;
      quoted = Arrays.copyOf(quoted, names.size());
      latest = Arrays.copyOf(latest, names.size());
      for (int id = from; id < quoted.length; id++) {
        quoted[id] = quoted(names.utf8(id));
      }
    }
  }

  /** The member {@code ,"rule":"name"} of the rule that matched a record. */
  byte[] ruleMember(Events events, int record) {
    return ruleMembers.computeIfAbsent(
        events.rule(record), rule -> member(events.ruleName(record)));
  }

  private static byte[] member(String rule) {
    byte[] name = quoted(rule.getBytes(StandardCharsets.UTF_8));
    byte[] member = Arrays.copyOf(RULE, RULE.length + name.length);
    System.arraycopy(name, 0, member, RULE.length, name.length);
    return member;
  }

  private static byte[] quoted(byte[] utf8) {
    byte[] to = new byte[6 * utf8.length + 2 + Long.BYTES];
    return Arrays.copyOf(to, JsonText.write(utf8, 0, utf8.length, to, 0));
  }

  /** Notes the last field of each name. */
  void survey(Events events, int first, int end) {
    for (int field = first; field < end; field++) {
      int id = events.nameId(field);
      if (id >= 0) {
        latest[id] = field;
      }
    }
  }

  /** Whether no later field of the record has its name; the matcher sees to names in the data. */
  boolean stands(Events events, int field) {
    int id = events.nameId(field);
    return id < 0 || latest[id] == field;
  }

  /** The name as a JSON string; empty if it came with the data. */
  byte[] quoted(Events events, int field) {
    int id = events.nameId(field);
    return id < 0 ? NONE : quoted[id];
  }
}
