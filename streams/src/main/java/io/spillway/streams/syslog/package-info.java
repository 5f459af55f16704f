/** Syslog messages: reading the headers of RFC 3164 and RFC 5424, and making fields of them. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.syslog;
