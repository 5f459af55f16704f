/** Where crash tests end the process; off in production. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.crash;
