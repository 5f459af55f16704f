package io.spillway.app.settings;

import io.spillway.streams.settings.Section;

/**
 * How much the node holds and does at once.
 *
 * @param memoryBudget bytes of accepted records in the node
 * @param parseParallelism batches parsed at once per connection
 * @param residueLimit longest tail a rule may leave, in percent of the record
 */
public record FlowSettings(long memoryBudget, int parseParallelism, int residueLimit) {
  private static final long MIB = 1 << 20;

  static FlowSettings read(Section section) {
    Runtime machine = Runtime.getRuntime();
    return new FlowSettings(
        section
            .optionalSize("memory-budget", 16 * MIB, MIB << 20)
            .orElseGet(() -> machine.maxMemory() / 4),
        (int)
            section
                .optionalNumber("parse-parallelism", 1, 256)
                .orElseGet(machine::availableProcessors),
        section.integer("residue-limit", 0, 100));
  }
}
