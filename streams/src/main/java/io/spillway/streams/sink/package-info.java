/** What a lane needs of a destination: delivery with an answer for each record. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink;
