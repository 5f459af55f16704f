package io.spillway.streams.sink;

import java.nio.file.Path;

/**
 * Bytes that are about to be appended to a file, described so that it can be told after a crash
 * whether they are there.
 *
 * @param path the file, absolute
 * @param inode which file that is, 0 if the system can't tell
 * @param length of the file before
 * @param bytes how many are appended
 * @param crc CRC-32C of them
 */
public record AppendIntent(Path path, long inode, long length, long bytes, int crc) {}
