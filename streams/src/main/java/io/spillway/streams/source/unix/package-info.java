/** Unix domain stream sockets in. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source.unix;
