/** A Unix stream socket as a destination. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.unix;
