/** The process's standard output as a destination. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.stdout;
