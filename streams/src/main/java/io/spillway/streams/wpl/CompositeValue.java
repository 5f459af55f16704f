package io.spillway.streams.wpl;

/** A type whose value gives several fields, or names from the data. Immutable. */
abstract class CompositeValue extends ValueReader {
  final Members members;

  CompositeValue(Members members) {
    this.members = members;
  }

  @Override
  final boolean isComposite() {
    return true;
  }

  @Override
  final boolean searches() {
    return true;
  }

  /** Reads a listed member's text; what does not fit an optional one is dropped. */
  static boolean member(Run run, Field member, int start, int end) {
    if (!member.optional) {
      return member.matchWhole(run, start, end);
    }
    int fields = run.events.fields();
    if (!member.matchWhole(run, start, end)) {
      run.events.rollBack(fields, run.events.scratchLength());
    }
    return true;
  }
}
