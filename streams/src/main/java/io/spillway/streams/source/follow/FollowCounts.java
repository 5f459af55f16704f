package io.spillway.streams.source.follow;

/**
 * How a followed source is.
 *
 * @param files followed now
 * @param open of them open
 * @param behindBytes in these files and not settled
 * @param rotated files that were renamed, moved or removed while they were followed
 * @param truncated files that were cut
 * @param unreadBytes that were seen in files which were then cut or removed, and were not read
 */
public record FollowCounts(
    long files, long open, long behindBytes, long rotated, long truncated, long unreadBytes) {}
