package io.spillway.streams.batch;

/**
 * Where a batch's records come from; the stable part of their ids.
 *
 * @param node the node's name
 * @param source the source's name
 * @param stream what the offsets count in: {@code <start>/<source>/<connection>} of a connection or
 *     {@code <source>/<generation>} of a file; with the node before it and a record's offset after
 *     it this is the record's id
 * @param peer remote address or absolute file path, for people
 * @param connection number of the connection within its source, 0 for files
 */
public record Origin(String node, String source, String stream, String peer, long connection) {
  /** The id of the record whose first byte is at {@code offset} of its connection or file. */
  public String recordId(long offset) {
    return node + "/" + stream + "/" + offset;
  }
}
