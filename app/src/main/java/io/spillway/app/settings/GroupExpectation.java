package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.util.OptionalDouble;

/**
 * How the expectations of a group's sinks are judged. Only {@code spillway validate} uses it.
 *
 * @param basis what the sinks' parts are parts of
 * @param minSamples with fewer records in the basis nothing is judged
 * @param mode what an expectation that does not hold comes to
 * @param sumTol how far the parts of sinks with a ratio may be from 1 together; empty: any way
 * @param othersMax largest part of the sinks without expectation together; empty: any
 */
public record GroupExpectation(
    Basis basis, long minSamples, Mode mode, OptionalDouble sumTol, OptionalDouble othersMax) {
  private static final long MOST_SAMPLES = 1_000_000_000_000L;

  /** What parts are parts of. */
  public enum Basis {
    /** Everything that the sources took. */
    TOTAL_INPUT,
    /** Everything that came to the group's sinks. */
    GROUP_INPUT
  }

  /** How bad it is that an expectation does not hold. */
  public enum Mode {
    WARN,
    ERROR
  }

  static GroupExpectation read(Section expect) {
    return new GroupExpectation(
        expect.choice("basis", Basis.class),
        expect.number("min-samples", 0, MOST_SAMPLES),
        expect.choice("mode", Mode.class),
        expect.optionalDecimal("sum-tol", 0, 1),
        expect.optionalDecimal("others-max", 0, 1));
  }
}
