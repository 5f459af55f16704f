package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How rules read one line: for each rule, in their order, what its fields took of the line, and the
 * field at which it gave up if it did. Behind {@code spillway rule explain}; for people, so it
 * makes strings.
 */
public final class RuleExplanation {
  private static final Origin NOWHERE = new Origin("", "", "", "", 0);

  /** {@link Taken#begin} of a value that does not stand in the text. */
  public static final int NOWHERE_IN_TEXT = -1;

  private final List<Step> steps = new ArrayList<>();

  /**
   * What one rule did.
   *
   * @param text what its fields read: the line, or what the rule's steps made of it
   * @param fields what they took, in the order of reading, and if the rule gave up, until it did
   * @param residueAt where the tail begins that it left; the text's length if there is none
   * @param gaveUp why it did not match, or null if it did
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Step(
      String rule,
      byte[] text,
      boolean decoded,
      List<Taken> fields,
      int residueAt,
      @Nullable GaveUp gaveUp) {
    public Step {
      fields = List.copyOf(fields);
    }
  }

  /** The field that did not match, where in the text, and what it wanted there. */
  public record GaveUp(String field, int offset, String expected) {
    /** In one line. */
    public String words() {
      return field.isEmpty()
          ? expected
          : "offset %d: field '%s' wants %s".formatted(offset, field, expected);
    }
  }

  /**
   * One field, or what was read and dropped.
   *
   * @param type of the value; {@code dropped}, or {@code added} by an annotation
   * @param begin where it stood in the text, or {@link #NOWHERE_IN_TEXT}
   * @param changed whether the value is another than the text there
   */
  public record Taken(
      String name, String type, String value, int begin, int end, boolean changed) {}

  private RuleExplanation() {}

  /**
   * Tries the rules on a line.
   *
   * @param all whether to go on behind the first rule that matches
   */
  public static RuleExplanation of(RuleSet rules, byte[] line, long nowMillis, boolean all) {
    RuleExplanation explanation = new RuleExplanation();
    Settlement unowed = new Settlement(() -> {});
    int[] bounds = {0, line.length};
    Batch batch = new Batch(NOWHERE, line, bounds, 1, 0, false, nowMillis, unowed);
    Matcher matcher = rules.matcher();
    for (int number : rules.tried()) {
      RuleTrace trace = new RuleTrace();
      Rule rule = trace.over(rules.rules()[number]);
      explanation.steps.add(step(rule, matcher.attempt(rule, batch), trace, batch));
      if (!all && explanation.matched()) {
        break;
      }
    }
    return explanation;
  }

  /** What each rule that was tried did, in their order. */
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /** Whether a rule matched. */
  public boolean matched() {
    return steps.stream().anyMatch(step -> step.gaveUp == null);
  }

  private static Step step(Rule rule, Run run, RuleTrace trace, Batch batch) {
    byte[] text = Arrays.copyOfRange(run.recordIn(), run.recordStart(), run.recordEnd);
    boolean decoded = run.recordIn() != batch.slab();
    boolean matched = run.residueStart >= 0;
    Events events = run.events;
    int read = events.fields();
    trace.end(read);
    if (matched) {
      rule.annotate(run, batch.start(0), batch.end(0));
    }
    List<Taken> taken = new ArrayList<>();
    for (int i = 0; i < read; i++) {
      trace.droppedBefore(i).forEach(dropped -> taken.add(dropped(dropped, text)));
      taken.add(taken(events, i, run, decoded, trace));
    }
    trace.droppedBefore(Integer.MAX_VALUE).forEach(dropped -> taken.add(dropped(dropped, text)));
    for (int i = read; i < events.fields(); i++) {
      String value = events.text(i);
      taken.add(new Taken(events.name(i), "added", value, NOWHERE_IN_TEXT, NOWHERE_IN_TEXT, true));
    }
    dropReplaced(taken);
    int tail = matched ? run.offset(run.residueStart) : text.length;
    return new Step(
        rule.name(),
        text,
        decoded,
        taken,
        tail,
        matched ? null : gaveUp(rule, run, decoded, text.length));
  }

  private static GaveUp gaveUp(Rule rule, Run run, boolean decoded, int length) {
    if (rule.steps().length > 0 && !decoded) {
      return new GaveUp("", 0, "a step before the groups can't read the line");
    }
    int field = run.nearestField;
    int offset = Math.max(0, Math.min(run.nearestOffset, length));
    return new GaveUp(rule.fieldNames()[field], offset, rule.expected()[field]);
  }

  private static Taken taken(Events events, int field, Run run, boolean decoded, RuleTrace trace) {
    String type = events.type(field).name().toLowerCase(Locale.ROOT);
    int where = decoded ? Events.IN_SCRATCH : Events.IN_SLAB;
    int begin = run.offset(events.start(field));
    int end = run.offset(events.end(field));
    var read = trace.of(events, field);
    if (events.where(field) == where && begin >= 0 && events.end(field) <= run.recordEnd) {
      return new Taken(events.name(field), type, events.text(field), begin, end, false);
    }
    return new Taken(
        events.name(field),
        type,
        events.text(field),
        read.map(RuleTrace.Read::start).orElse(NOWHERE_IN_TEXT),
        read.map(RuleTrace.Read::end).orElse(NOWHERE_IN_TEXT),
        true);
  }

  private static Taken dropped(RuleTrace.Read read, byte[] text) {
    int end = Bytes.trimEnd(text, read.start(), read.end());
    String value = new String(text, read.start(), end - read.start(), StandardCharsets.UTF_8);
    return new Taken("_", "dropped", value, read.start(), end, false);
  }

  /** Of two fields of one name the later one stands. */
  private static void dropReplaced(List<Taken> fields) {
    Set<String> names = new TreeSet<>();
    for (int i = fields.size() - 1; i >= 0; i--) {
      boolean field = !fields.get(i).type.equals("dropped");
      if (field && !names.add(fields.get(i).name)) {
        fields.remove(i);
      }
    }
  }
}
