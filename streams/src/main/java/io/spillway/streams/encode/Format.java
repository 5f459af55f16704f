package io.spillway.streams.encode;

/** How a sink's records are written. */
public enum Format {
  /** The record's bytes as they came. */
  RAW,
  /** One object per record. */
  JSON,
  /** {@code name=value} pairs. */
  KV,
  /** Chosen fields as RFC 4180 says. */
  CSV,
  /** A header of RFC 5424 or RFC 3164 before the message. */
  SYSLOG,
  /** A text with fields put in. */
  TEMPLATE
}
