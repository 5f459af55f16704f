/** Sending over connections and as datagrams: what the sinks tcp, syslog, udp and unix share. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.net;
