/** UDP in: a datagram is a record. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source.udp;
