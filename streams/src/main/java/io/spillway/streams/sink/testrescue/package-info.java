/** A file that fails on purpose, to rehearse rescue and replay. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.testrescue;
