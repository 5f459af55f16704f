/** Parsed records as typed spans over a batch's bytes. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.event;
