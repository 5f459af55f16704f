/** UDP datagrams to a destination. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.udp;
