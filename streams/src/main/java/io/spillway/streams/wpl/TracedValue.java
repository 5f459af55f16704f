package io.spillway.streams.wpl;

/** Reads as another one does, and tells a trace where each value stood. */
final class TracedValue extends ValueReader {
  private final ValueReader inner;
  private final RuleTrace trace;

  TracedValue(ValueReader inner, RuleTrace trace) {
    this.inner = inner;
    this.trace = trace;
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    int first = run.events.fields();
    int after = inner.read(run, field, at, end);
    if (after >= 0) {
      trace.read(run, first, at, after);
    }
    return after;
  }

  @Override
  boolean isText() {
    return inner.isText();
  }

  @Override
  boolean searches() {
    return inner.searches();
  }

  @Override
  boolean isComposite() {
    return inner.isComposite();
  }
}
