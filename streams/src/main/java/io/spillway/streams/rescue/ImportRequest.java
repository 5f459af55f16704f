package io.spillway.streams.rescue;

/**
 * What a command brings to be rescued.
 *
 * @param sink who is to get the records; may be empty if lines name it
 * @param jsonl whether it is rescue lines, mended perhaps, and not plain records
 * @param name what its bytes are of, for people
 */
public record ImportRequest(String sink, boolean jsonl, String name) {}
