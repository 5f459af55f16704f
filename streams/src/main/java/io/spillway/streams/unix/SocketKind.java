package io.spillway.streams.unix;

/** The two kinds of Unix domain sockets. */
public enum SocketKind {
  /** Connections that bytes come by, cut into records by a framing. */
  STREAM,
  /** Messages, each a record. */
  DATAGRAM
}
