/** What tests say of the log. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.log;
