/** From bytes to records: where in a stream of chunks each record starts and ends. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.framing;
