package io.spillway.streams.source.file;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How reading a file ended.
 *
 * @param records handed on
 * @param bytes read
 * @param problem why it was not read to its end, in words for people; empty if it was, or if the
 *     node drains
 */
public record FileRead(Path path, long records, long bytes, Optional<String> problem) {}
