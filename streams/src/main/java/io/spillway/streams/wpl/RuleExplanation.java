package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How rules read one line: for each rule, in their order, what its fields took of the line, or the
 * field at which it gave up. Behind {@code spillway rule explain}; for people, so it makes strings.
 */
public final class RuleExplanation {
  private static final Origin NOWHERE = new Origin("", "", "", "", 0);
  private static final int[] COLOURS = {32, 36, 33, 35, 34};
  private static final int LONGEST_VALUE = 60;

  private final byte[] line;
  private final List<Step> rules = new ArrayList<>();
  private final boolean matched;

  /** What one rule did; fields are empty if it gave up at {@code offset}, for the reason why. */
  public record Step(String rule, List<Taken> fields, String residue, String why, int offset) {}

  /** One field; begin is -1 if its value does not stand in the line as it is. */
  public record Taken(String name, String type, String value, int begin, int end) {}

  private RuleExplanation(RuleSet set, byte[] line, long nowMillis, boolean all) {
    this.line = line;
    boolean any = false;
    List<String> names = set.names().subList(0, set.names().size() - 1);
    for (String name : names) {
      Step step = step(set.only(name::equals), name, nowMillis);
      rules.add(step);
      any |= step.why.isEmpty();
      if (any && !all) {
        break;
      }
    }
    this.matched = any;
  }

  /**
   * Tries the rules on a line.
   *
   * @param all whether to go on behind the first rule that matches
   */
  public static RuleExplanation of(RuleSet rules, String line, long nowMillis, boolean all) {
    return new RuleExplanation(rules, line.getBytes(StandardCharsets.UTF_8), nowMillis, all);
  }

  /** What each rule that was tried did, in their order. */
  public List<Step> steps() {
    return List.copyOf(rules);
  }

  /** Whether a rule matched. */
  public boolean matched() {
    return matched;
  }

  private Step step(RuleSet one, String name, long nowMillis) {
    int[] bounds = {0, line.length};
    Settlement unowed = new Settlement(() -> {});
    Events events =
        one.matcher().match(new Batch(NOWHERE, line, bounds, 1, 0, false, nowMillis, unowed));
    if (events.rule(0) == Events.MISSED) {
      int rule = events.nearestRule(0);
      int field = events.nearestField(0);
      String why =
          "field '%s' wants %s".formatted(one.fieldName(rule, field), one.expected(rule, field));
      return new Step(name, List.of(), "", why, events.nearestOffset(0));
    }
    List<Taken> taken = new ArrayList<>();
    for (int i = 0; i < events.endField(0); i++) {
      boolean inLine = events.where(i) == Events.IN_SLAB;
      taken.add(
          new Taken(
              events.name(i),
              events.type(i).name().toLowerCase(java.util.Locale.ROOT),
              events.text(i),
              inLine ? events.start(i) : -1,
              inLine ? events.end(i) : -1));
    }
    String residue = "";
    if (events.hasResidue(0)) {
      int start = events.residueStart(0);
      residue = text(events.residueBytes(0), start, events.residueEnd(0));
    }
    return new Step(name, taken, residue, "", 0);
  }

  /**
   * For a terminal, each line ended.
   *
   * @param colour whether spans of fields are coloured
   */
  public String text(boolean colour) {
    StringBuilder out = new StringBuilder();
    for (Step step : rules) {
      out.append(step.rule).append(step.why.isEmpty() ? ": matches" : ": gives up").append('\n');
      out.append("  ")
          .append(
              step.why.isEmpty() && colour ? coloured(step.fields) : text(line, 0, line.length));
      out.append('\n');
      if (!step.why.isEmpty()) {
        int column = text(line, 0, Math.min(step.offset, line.length)).length();
        out.append("  ").append(" ".repeat(column)).append("^ offset ").append(step.offset);
        out.append(": ").append(step.why).append('\n');
      }
      for (int i = 0; i < step.fields.size(); i++) {
        field(step.fields.get(i), colour ? COLOURS[i % COLOURS.length] : 0, out);
      }
      if (!step.residue.isEmpty()) {
        out.append("  residue '").append(step.residue).append("'\n");
      }
    }
    return out.toString();
  }

  private static void field(Taken field, int colour, StringBuilder out) {
    String where = field.begin < 0 ? "changed" : field.begin + "-" + field.end;
    String value = field.value;
    if (value.length() > LONGEST_VALUE) {
      value = value.substring(0, LONGEST_VALUE) + "...";
    }
    out.append("  %-9s %-7s ".formatted(where, field.type)).append(painted(field.name, colour));
    out.append(" = ").append(value.replace("\n", "\\n")).append('\n');
  }

  private String coloured(List<Taken> fields) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int i = 0; i < fields.size(); i++) {
      Taken field = fields.get(i);
      if (field.begin >= at) {
        out.append(text(line, at, field.begin));
        out.append(painted(text(line, field.begin, field.end), COLOURS[i % COLOURS.length]));
        at = field.end;
      }
    }
    return out.append(text(line, at, line.length)).toString();
  }

  private static String painted(String text, int colour) {
    return colour == 0 ? text : "\033[" + colour + "m" + text + "\033[0m";
  }

  private static String text(byte[] in, int start, int end) {
    return new String(in, start, end - start, StandardCharsets.UTF_8);
  }
}
