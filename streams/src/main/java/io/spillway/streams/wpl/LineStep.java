package io.spillway.streams.wpl;

/** What a rule does to the whole line before its groups read it. Immutable. */
interface LineStep {
  /** Writes the changed line to scratch; where it starts, or {@link Bytes#NONE}. */
  int apply(Run run, byte[] in, int at, int end);
}
