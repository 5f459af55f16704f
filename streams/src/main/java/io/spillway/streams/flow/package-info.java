/** Lanes: a bounded queue, a worker and its policy for each sink. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.flow;
