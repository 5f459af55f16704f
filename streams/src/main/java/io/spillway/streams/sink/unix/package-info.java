/** A Unix socket as a destination. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.unix;
