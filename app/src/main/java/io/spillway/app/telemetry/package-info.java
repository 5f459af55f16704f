/** Metrics of the node, made by hand from the ledger: Kamon without its agent. */
@org.jspecify.annotations.NullMarked
package io.spillway.app.telemetry;
