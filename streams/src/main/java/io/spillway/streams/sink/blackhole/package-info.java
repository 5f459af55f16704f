/** A destination that keeps nothing, to rehearse speed and slowness. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.blackhole;
