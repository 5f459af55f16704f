package io.spillway.app.tap;

import io.spillway.streams.tap.Taps;
import java.time.Duration;
import java.util.Optional;

/**
 * What somebody wants to see.
 *
 * @param where condition that a record must meet
 * @param rule name of the rule that a record must have matched
 * @param limit ends after so many records
 * @param longest ends after so long
 * @param before whether records are shown as read, before their rule
 */
public record TapRequest(
    Taps.Part part,
    String name,
    Optional<String> where,
    Optional<String> rule,
    long limit,
    Duration longest,
    boolean before) {}
