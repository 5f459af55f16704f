/** Counts of one run, kept so that each part's equation holds at every reading. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.ledger;
