package io.spillway.streams.sink.net;

/** How a receiver tells records apart on a connection. */
public enum WireFraming {
  /** Each ends with its line end. */
  NEWLINE,
  /** Each is preceded by its length and a space, without its line feed (RFC 6587). */
  OCTET_COUNTED
}
