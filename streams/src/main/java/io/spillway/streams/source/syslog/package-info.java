/** Syslog in: another source's records, with the step that reads their headers. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source.syslog;
