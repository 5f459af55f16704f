/**
 * Files that grow: found, followed over rotation, and read on from a checkpoint. Only {@code
 * FollowReading} knows streams.
 */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.source.follow;
