/** What Unix domain sockets need on both sides that the JDK does not have. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.unix;
