/** The running node: wiring, signals, shutdown, receipt. The only place that knows every part. */
@org.jspecify.annotations.NullMarked
package io.spillway.app.node;
