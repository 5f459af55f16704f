package io.spillway.actors;

/**
 * A message that may cross nodes: bound to Jackson CBOR in {@code reference.conf}. Holds only
 * values and actor references.
 */
public interface AdminMessage {}
