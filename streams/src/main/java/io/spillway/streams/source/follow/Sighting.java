package io.spillway.streams.source.follow;

import java.nio.file.Path;

/**
 * A regular file that was there when the folders were looked through.
 *
 * @param modifiedNanos when it was last written to, Unix time
 * @param key what it is whatever its name, as long as it exists: the system's file key
 */
record Sighting(Path path, Object key, long size, long modifiedNanos) {}
