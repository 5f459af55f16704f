/** Unix domain sockets in, of both kinds. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source.unix;
