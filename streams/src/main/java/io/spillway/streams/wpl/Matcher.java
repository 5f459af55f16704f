package io.spillway.streams.wpl;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;

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

  /** Scratch bytes per record that a batch gets beforehand, over its own bytes. */
  private static final double SCRATCH_OVER = 8;

  /**
   * Fields and scratch bytes per record of batches before, for the size of the next one. Few at
   * first: growing is cheap, and records that are empty must not cost what large ones do.
   */
  private double fieldsPerRecord = 2;

  private double scratchPerRecord = 8;

  Matcher(RuleSet set) {
    this.set = set;
    this.rules = set.rules();
    this.index = new RuleIndex(rules, set.tried());
    this.firstRule = set.tried().length == 0 ? -1 : set.tried()[0];
    this.run = new Run(set.searches(), set.members());
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
    for (int i = 0; i < count; i++) {
      matchRecord(slab, batch.start(i), batch.end(i));
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

  private void matchRecord(byte[] slab, int start, int end) {
    Events events = run.events;
    run.beginRecord(slab, start, end, firstRule);
    int fields = events.fields();
    int scratch = events.scratchLength();
    int[] candidates = index.candidates(slab, Bytes.skipSpace(slab, start, end), end);
    for (int number : candidates) {
      if (matchRule(rules[number], slab, start, end)) {
        return;
      }
      events.rollBack(fields, scratch);
    }
    int offset = run.nearestOffset;
    events.missed(
        run.nearestRule,
        run.nearestField,
        offset < 0 ? Bytes.skipSpace(slab, start, end) - start : offset);
  }

  private boolean matchRule(Rule rule, byte[] slab, int start, int end) {
    run.beginRule(rule.number());
    int at = start;
    int stop = end;
    if (rule.steps().length == 0) {
      run.readRecord(slab, start);
    } else {
      at = applySteps(rule, slab, start, end);
      if (at < 0) {
        return false;
      }
      stop = run.events.scratchLength();
    }
    for (Group group : rule.groups()) {
      at = group.match(run, at, stop);
      if (at < 0) {
        return false;
      }
    }
    int tail = Bytes.skipSpace(run.in, at, stop);
    if (tail < stop && stop - tail > Math.floor(set.residueLimit() * (end - start) + 1e-9)) {
      run.fail(rule.endField(), tail);
      return false;
    }
    finish(rule, start, end, tail, stop);
    return true;
  }

  private void finish(Rule rule, int start, int end, int tail, int stop) {
    Events events = run.events;
    rule.annotate(run, start, end);
    if (rule.mayRepeatNames()) {
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
