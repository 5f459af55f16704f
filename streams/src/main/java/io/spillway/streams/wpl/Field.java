package io.spillway.streams.wpl;

import org.jspecify.annotations.Nullable;

/**
 * One compiled field: type, name, scope, separator, pipes. Immutable. Hot path: see {@code
 * NginxLineBench}.
 */
class Field {
  /** Repeats as often as it matches, at least once. */
  static final int REPEAT_ALL = -1;

  /** Its number within its rule, for misses. */
  final int number;

  /** Its name's number, or -1 if the data brings the name. */
  final int nameId;

  final ValueReader value;
  final Separator separator;
  final @Nullable Scope scope;
  final Pipe[] pipes;

  /** Numbers of the pipes within the rule, for misses. */
  private final int[] pipeNumbers;

  final int repeat;

  /** Whether it is a member of a composite field, whose text may miss or not fit. */
  final boolean optional;

  /** Whether it is listed in a composite field. */
  final boolean member;

  /** Equal for fields that read the same text in the same way; null if they might not. */
  final @Nullable String reading;

  private final boolean text;

  Field(
      int number,
      int nameId,
      ValueReader value,
      Separator separator,
      @Nullable Scope scope,
      Pipe[] pipes,
      int[] pipeNumbers,
      int repeat,
      boolean optional,
      boolean member,
      @Nullable String reading) {
    this.number = number;
    this.nameId = nameId;
    this.value = value;
    this.separator = separator;
    this.scope = scope;
    this.pipes = pipes;
    this.pipeNumbers = pipeNumbers;
    this.repeat = repeat;
    this.optional = optional;
    this.member = member;
    this.reading = reading;
    this.text = value.isText();
  }

  /** The same field, with a way of its own for plain text. */
  Field(Field its) {
    this(
        its.number,
        its.nameId,
        its.value,
        its.separator,
        its.scope,
        its.pipes,
        its.pipeNumbers,
        its.repeat,
        its.optional,
        its.member,
        its.reading);
  }

  /** This field with another reader, and with no way of its own for plain text. */
  Field with(ValueReader other) {
    return new Field(
        number,
        nameId,
        other,
        separator,
        scope,
        pipes,
        pipeNumbers,
        repeat,
        optional,
        member,
        reading);
  }

  /** This field, or one that reads the same faster. */
  Field fast() {
    ValueReader.PlainText means = value.plainText(this);
    boolean kept = means == ValueReader.PlainText.KEPT;
    if (pipes.length > 0 || (scope != null && !scope.isOneByteEach())) {
      return this;
    }
    if (means == ValueReader.PlainText.UNKNOWN) {
      return text || value.searches() ? this : new TypedField(this);
    }
    if (scope != null) {
      return new TextBetween(this, scope, kept);
    }
    return separator.singleByte() < 0 ? this : new TextUpTo(this, separator.singleByte(), kept);
  }

  /** Reads the field once with its separator; the position after it, or {@link Bytes#NONE}. */
  int match(Run run, int from, int end) {
    int at = Bytes.skipSpace(run.in, from, end);
    int first = run.events.fields();
    int after = readValue(run, at, end);
    if (after < 0) {
      run.fail(number, at);
      return Bytes.NONE;
    }
    if (pipes.length > 0 && !pipe(run, first, at)) {
      return Bytes.NONE;
    }
    return separator.takeOptional(run, after, end);
  }

  /** Reads scope or value, without the separator behind it. */
  int readValue(Run run, int at, int end) {
    if (scope != null) {
      return scope.read(run, this, at, end);
    }
    if (!text) {
      return value.read(run, this, at, end);
    }
    if (at < end && Quotes.begins(run.in[at])) {
      int after = Quotes.after(run, at, end);
      if (after >= 0) {
        value.read(run, this, at, after);
        return after;
      }
    }
    int stop = separator.find(run, at, end);
    return value.read(run, this, at, stop) < 0 ? Bytes.NONE : stop;
  }

  /**
   * Reads a value that must use all of {@code [at, end)}, as members of json and quoted values of
   * kv must. Adds the field; false if it does not fit. An optional one that does not is left out;
   * its checks hold all the same.
   */
  boolean matchWhole(Run run, int at, int end) {
    int first = run.events.fields();
    int scratch = run.events.scratchLength();
    int start = Bytes.skipSpace(run.in, at, end);
    int stop = Bytes.trimEnd(run.in, start, end);
    int after = readWhole(run, start, stop);
    if (after < 0 || Bytes.skipSpace(run.in, after, stop) < stop) {
      if (optional) {
        run.events.rollBack(first, scratch);
        return true;
      }
      run.fail(number, start);
      return false;
    }
    return pipes.length == 0 || pipe(run, first, at);
  }

  private int readWhole(Run run, int start, int stop) {
    if (scope == null && !value.searches()) {
      return value.read(run, this, start, stop);
    }
    long outer = run.enterSpan();
    int after =
        scope != null ? scope.read(run, this, start, stop) : value.read(run, this, start, stop);
    run.leaveSpan(outer);
    return after;
  }

  /** Reads a member's value in running text, up to {@code separator}, without taking it. */
  int matchMember(Run run, int from, int end, Separator outer) {
    Separator own = separator.explicit ? separator : outer;
    int first = run.events.fields();
    int scratch = run.events.scratchLength();
    int at = from;
    int after;
    if (scope != null) {
      after = scope.read(run, this, at, end);
    } else if (text) {
      int stop = own.find(run, at, end);
      after = value.read(run, this, at, stop) < 0 ? Bytes.NONE : stop;
    } else {
      after = value.read(run, this, at, end);
    }
    if (after < 0 && optional) {
      run.events.rollBack(first, scratch);
      return own.find(run, at, end);
    }
    if (after < 0) {
      run.fail(number, at);
      return Bytes.NONE;
    }
    return pipes.length > 0 && !pipe(run, first, at) ? Bytes.NONE : after;
  }

  private boolean pipe(Run run, int first, int at) {
    run.beginPipes(first);
    for (int i = 0; i < pipes.length; i++) {
      if (!pipes[i].apply(run, at)) {
        run.fail(pipeNumbers[i], at);
        return false;
      }
    }
    return true;
  }
}
