package io.spillway.streams.source.tcp;

import java.util.Locale;

/** Why a connection ended. Closed: the same word is the metric label and stands in the log. */
public enum CloseReason {
  /** Its peer closed it. */
  PEER_CLOSED,
  /** It failed: the peer reset it, or the network between gave up. */
  PEER_RESET,
  /** Nothing came for {@code idle-timeout}, which somebody has set. */
  IDLE_TIMEOUT,
  /** The node drains. */
  DRAINED,
  /**
   * An octet-counted header could not be read (no number, or more than 7 digits), so the record has
   * no end that could be found. A record that only passes {@code max-record-bytes} never closes its
   * connection.
   */
  RECORD_TOO_LONG,
  /** TLS could not be spoken: no TLS at all, no common protocol, or no certificate that counts. */
  TLS_FAILED,
  /** Its peer spoke TLS on a port without; nothing of it became a record. */
  TLS_ON_PLAIN_PORT,
  /** Something in the node failed. */
  NODE_ERROR;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word users see: {@code peer-closed}. */
  public String word() {
    return word;
  }
}
