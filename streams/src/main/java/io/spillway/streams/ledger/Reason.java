package io.spillway.streams.ledger;

import java.util.Arrays;
import java.util.List;

/**
 * Why a record, a send or a connection went another way than straight through. Closed: the same
 * word is the metric label, the log field and, in files, the line's {@code reason}.
 */
public enum Reason {
  // records at a source
  INCOMPLETE,
  TOO_LONG_TRUNCATED,
  TOO_LONG_DISCARDED,
  TOO_LONG_SPLIT,
  BAD_FRAME,
  STRIP_FALLBACK,
  STRIP_EMPTY_SPAN,
  // datagrams and connections that were never accepted
  KERNEL_DROPPED,
  NOT_ALLOWED,
  NODE_ERROR,
  // files at a source
  FILE_TRUNCATED,
  FILE_REMOVED,
  // records between source and sink
  NO_SINK,
  INVALID_UTF8,
  ENCODE_FAILED,
  // answers of sinks
  CONNECT_FAILED,
  TIMEOUT,
  CONNECTION_RESET,
  RATE_LIMITED,
  UNAVAILABLE,
  ES_UNREACHABLE,
  MAPPING_CONFLICT,
  PAYLOAD_REJECTED,
  TOO_LARGE,
  AUTH_FAILED,
  DB_CONTENTION,
  DUPLICATE,
  DISK_FULL,
  PERMISSION_DENIED,
  IO_ERROR,
  // the node's own stop
  DRAIN_DEADLINE,
  QUEUE_FULL,
  // a command of its operator
  IMPORTED,
  UNKNOWN;

  private static final List<String> WORDS = Arrays.stream(values()).map(Reason::word).toList();

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The word users see, in lower case with underscores: {@code disk_full}. */
  public String word() {
    return word;
  }

  /** All of them. */
  public static List<String> words() {
    return WORDS;
  }

  @Override
  public String toString() {
    return word;
  }
}
