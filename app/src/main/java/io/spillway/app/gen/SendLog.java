package io.spillway.app.gen;

/** Told of each send, so that both ends of a connection can be held side by side. */
public interface SendLog {
  /** Tells nobody. */
  SendLog NONE = (connection, seq, records, bytes) -> {};

  /**
   * A connection took bytes.
   *
   * @param seq offset of the first one in the connection
   * @param records lines that end in them
   */
  void sent(int connection, long seq, long records, long bytes);
}
