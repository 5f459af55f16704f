package io.spillway.actors;

/**
 * What a lane says of itself.
 *
 * @param state {@code running}, {@code retrying}, {@code rescuing}, {@code paused}, {@code
 *     draining} or {@code stopped}
 * @param pendingRecords records offered and not yet ended
 * @param pendingBytes bytes in its queue
 * @param attempt number of the attempt under way, 0 when all is well
 * @param reason why the last attempt failed, or empty
 * @param secondsLeft estimate of the time its backlog takes at the present rate, -1 if unknown
 */
public record SinkStatus(
    String group,
    String sink,
    String type,
    String state,
    long pendingRecords,
    long pendingBytes,
    int attempt,
    String reason,
    long secondsLeft)
    implements AdminMessage {}
