/** A syslog server as a destination: RFC 5424 or RFC 3164 over UDP, TCP or TLS. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.sink.syslog;
