/**
 * TCP in: accepting, one connection's bytes to batches, and reading it out when the node drains.
 */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source.tcp;
