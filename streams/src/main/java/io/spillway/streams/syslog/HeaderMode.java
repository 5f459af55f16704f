package io.spillway.streams.syslog;

/** What a syslog source does with the header of a message; the record keeps it in any case. */
public enum HeaderMode {
  /** The rules see the whole message. */
  KEEP,
  /** The rules see the text behind the header. */
  STRIP,
  /** As strip, and the header's parts are fields of the event. */
  TAG
}
