/** A TCP connection as a destination. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.tcp;
