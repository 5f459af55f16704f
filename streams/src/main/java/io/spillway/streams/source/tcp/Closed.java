package io.spillway.streams.source.tcp;

/**
 * How a connection ended.
 *
 * @param during {@code drain}, {@code read} if bytes had come that were not handed on yet, or
 *     {@code idle}
 * @param unreadBytes acknowledged by the kernel and not read, as far as the node can know
 * @param cutWhileSending the node closed it for a drain although its peer had sent after that began
 * @param lostRecords read and framed, and not handed on since the node failed
 * @param detail the failure's own words, empty if there was none
 */
public record Closed(
    CloseReason reason,
    String during,
    long records,
    long bytes,
    long unreadBytes,
    boolean cutWhileSending,
    long lostRecords,
    String detail) {}
