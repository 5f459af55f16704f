package io.spillway.streams.sink;

import java.io.IOException;

/**
 * Who keeps account of an append, so that a crash in the middle of it repeats nothing. A sink that
 * appends to one file tells it before and after, and until the latter has returned nothing else is
 * written to that file and the file is not rotated; other sinks tell it nothing. Called in the
 * sink's thread.
 */
public interface AppendWitness {
  /** Of deliveries that nobody keeps account of. */
  AppendWitness NONE =
      new AppendWitness() {
        @Override
        public void before(AppendIntent intent) {}

        @Override
        public void after(int records) {}
      };

  /** These bytes, of all records given, are about to be appended; if this fails they are not. */
  void before(AppendIntent intent) throws IOException;

  /** So many records, the first ones, are in the file, and nothing of the others. */
  void after(int records);
}
