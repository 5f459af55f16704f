/** Which groups take an event, and which sinks of theirs get it. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.route;
