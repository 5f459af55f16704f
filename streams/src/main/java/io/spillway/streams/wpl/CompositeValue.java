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
}
