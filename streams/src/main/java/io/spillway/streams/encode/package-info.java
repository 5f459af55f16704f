/** Encoders: events and raw records to the bytes a sink writes. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.encode;
