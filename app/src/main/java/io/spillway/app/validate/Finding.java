package io.spillway.app.validate;

import org.jspecify.annotations.Nullable;

/**
 * One expectation and its evidence.
 *
 * @param sink empty if it is one of the whole group
 * @param what {@code sink}, {@code sum-tol} or {@code others-max}
 * @param basis total-input or group-input
 * @param denominator records of the basis; null if that is not known
 * @param expected in words, as {@code 0.25 +- 0.01}
 * @param records what came here; null if that is not known
 * @param actual records by denominator; null if there is none
 * @param rescued records that wait in rescue files
 * @param rejected records that were refused for good
 * @param why what people should know beside the figures; may be empty
 */
public record Finding(
    String group,
    String sink,
    String what,
    String basis,
    @Nullable Long denominator,
    String expected,
    @Nullable Long records,
    @Nullable Double actual,
    long rescued,
    long rejected,
    Verdict verdict,
    String why) {}
