/** Counts what is in files: of sources, of sinks' outputs and of rescue. Needs no running node. */
@org.jspecify.annotations.NullMarked
package io.spillway.app.stat;
