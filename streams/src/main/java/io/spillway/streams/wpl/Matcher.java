package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Preface;
import org.jspecify.annotations.Nullable;

/**
 * Parses batches by the rules of one {@link RuleSet}: for each record the first rule, in order of
 * declaration, that matches. Not thread-safe; cheap to keep. Makes no object per record.
 */
public final class Matcher {
  private static final byte[] NOTHING = new byte[0];

  private final RuleSet set;
  private final Rule[] rules;
  private final RuleIndex index;
  private final int firstRule;
  private final Run run;
  private final @Nullable Preface preface;

  /** For each rule, whether the fields of a record it matches may have one name twice. */
  private final boolean[] mayRepeatNames;

  /** Scratch bytes per record that a batch gets beforehand, over its own bytes. */
  private static final double SCRATCH_OVER = 8;

  /**
   * Fields and scratch bytes per record of batches before, for the size of the next one. Few at
   * first: growing is cheap, and records that are empty must not cost what large ones do.
   */
  private double fieldsPerRecord = 2;

  private double scratchPerRecord = 8;

  Matcher(RuleSet set, @Nullable Preface preface) {
    this.set = set;
    this.preface = preface;
    this.rules = set.rules();
    this.index = new RuleIndex(rules, set.tried());
    this.firstRule = set.tried().length == 0 ? -1 : set.tried()[0];
    this.run = new Run(set.searches(), set.members());
    this.mayRepeatNames = new boolean[rules.length];
    for (int rule = 0; rule < rules.length; rule++) {
      mayRepeatNames[rule] =
          rules[rule].mayRepeatNames() || (preface != null && repeats(preface, rules[rule]));
    }
  }

  private boolean repeats(Preface before, Rule rule) {
    return rule.names(set.fieldNames()).anyMatch(before::mayName);
  }

  /** Parses all records of {@code batch}. */
  public Events match(Batch batch) {
    int count = batch.count();
    Events events =
        new Events(
            batch,
            set.fieldNames(),
            set.constants(),
            hint(count * fieldsPerRecord, batch.bytes() / 2.0 + 2.0 * count) + 16,
            hint(count * scratchPerRecord, batch.bytes() + SCRATCH_OVER * count) + 64);
    run.events = events;
    run.nowMillis = batch.receivedAtMillis();
    byte[] slab = batch.slab();
    Preface before = preface;
    if (before == null) {
      for (int i = 0; i < count; i++) {
        matchRecord(slab, batch.start(i), batch.end(i), events.fields());
      }
    } else {
      before.begin(events);
      for (int i = 0; i < count; i++) {
        matchText(before, i, slab, batch.start(i), batch.end(i));
      }
      before.end();
    }
    fieldsPerRecord = Math.max(fieldsPerRecord * 0.9, 1.1 * events.fields() / count);
    scratchPerRecord = Math.max(scratchPerRecord * 0.9, 1.1 * events.scratchLength() / count);
    run.in = NOTHING;
    return events;
  }

  /** What experience says, but no more than a batch of this size is likely to need. */
  private static int hint(double learned, double most) {
    return (int) Math.min(learned, most);
  }

  private void matchText(Preface before, int record, byte[] slab, int start, int end) {
    int firstField = run.events.fields();
    int text = before.read(record, slab, start, end);
    if (text > start) {
      run.events.beginText(text);
    }
    matchRecord(slab, text, end, firstField);
  }

  private void matchRecord(byte[] slab, int start, int end, int firstField) {
    Events events = run.events;
    run.beginRecord(slab, start, end, firstRule, firstField);
    int fields = events.fields();
    int scratch = events.scratchLength();
    index.look(run, Bytes.skipSpace(slab, start, end), end);
    for (int place = index.next(0); place >= 0; place = index.next(place + 1)) {
      if (matchRule(rules[index.number(place)], slab, start, end)) {
        return;
      }
      events.rollBack(fields, scratch);
    }
    run.readRecord(slab, start);
    index.noteSkipped(run);
    events.rollBack(firstField, scratch);
    int offset = run.nearestOffset;
    events.missed(
        run.nearestRule,
        run.nearestField,
        offset < 0 ? Bytes.skipSpace(slab, start, end) - start : offset);
  }

  /**
   * Has one rule read the first record, whatever the index says of it. What it read stays in the
   * events of the run that is returned, even if it gave up, as {@code nearestOffset} then says.
   */
  Run attempt(Rule rule, Batch batch) {
    run.events = new Events(batch, set.fieldNames(), set.constants(), 0, 0);
    run.nowMillis = batch.receivedAtMillis();
    run.beginRecord(batch.slab(), batch.start(0), batch.end(0), rule.number(), 0);
    run.residueStart = read(rule, batch.slab(), batch.start(0), batch.end(0));
    return run;
  }

  private boolean matchRule(Rule rule, byte[] slab, int start, int end) {
    int tail = read(rule, slab, start, end);
    if (tail < 0) {
      return false;
    }
    finish(rule, start, end, tail, run.recordEnd);
    return true;
  }

  /** Where the tail begins that the rule leaves, or {@link Bytes#NONE} if it does not match. */
  private int read(Rule rule, byte[] slab, int start, int end) {
    run.beginRule(rule.number());
    run.recordEnd = end;
    int at = start;
    int stop = end;
    if (rule.steps().length == 0) {
      run.readRecord(slab, start);
    } else {
      at = applySteps(rule, slab, start, end);
      if (at < 0) {
        return Bytes.NONE;
      }
      stop = run.events.scratchLength();
      run.recordEnd = stop;
    }
    for (Group group : rule.groups()) {
      at = group.match(run, at, stop);
      if (at < 0) {
        return Bytes.NONE;
      }
    }
    int tail = Bytes.skipSpace(run.in, at, stop);
    if (tail < stop && stop - tail > Math.floor(set.residueLimit() * (end - start) + 1e-9)) {
      run.fail(rule.endField(), tail);
      return Bytes.NONE;
    }
    return tail;
  }

  private void finish(Rule rule, int start, int end, int tail, int stop) {
    Events events = run.events;
    rule.annotate(run, start, end);
    if ((mayRepeatNames[rule.number()] && (run.collided || !rule.endsInPairs()))
        || (preface != null && preface.mayRepeatNames())) {
      Duplicates.drop(run);
    }
    if (tail < stop) {
      events.parsedWithResidue(rule.number(), run.where, tail, stop);
    } else {
      events.parsed(rule.number());
    }
  }

  /** Runs the rule's steps; where the line they made starts in scratch, or {@link Bytes#NONE}. */
  private int applySteps(Rule rule, byte[] slab, int start, int end) {
    run.readRecord(slab, start);
    byte[] in = slab;
    int from = start;
    int to = end;
    for (LineStep step : rule.steps()) {
      int made = step.apply(run, in, from, to);
      if (made < 0) {
        run.fail(0, run.in == slab ? start : from);
        return Bytes.NONE;
      }
      from = made;
      to = run.events.scratchLength();
      in = run.events.scratch(0);
    }
    run.readDecoded(in, from);
    return from;
  }
}
