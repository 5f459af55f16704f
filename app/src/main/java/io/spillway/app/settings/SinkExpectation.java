package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.util.OptionalDouble;

/**
 * Which part of its group's basis a sink is expected to get: a ratio give or take {@code tol}, or
 * bounds. Only {@code spillway validate} uses it.
 */
public record SinkExpectation(
    OptionalDouble ratio, double tol, OptionalDouble min, OptionalDouble max) {
  private static final String RATIO = "ratio";
  private static final String TOL = "tol";
  private static final String MIN = "min";
  private static final String MAX = "max";

  /** Whether anything is expected. */
  public boolean isAny() {
    return ratio.isPresent() || min.isPresent() || max.isPresent();
  }

  /** Reads them; what is written beside the sink stands against a default of the other kind. */
  static SinkExpectation read(Section expect) {
    SinkExpectation read =
        new SinkExpectation(
            expect.optionalDecimal(RATIO, 0, 1),
            expect.decimal(TOL, 0, 1),
            expect.optionalDecimal(MIN, 0, 1),
            expect.optionalDecimal(MAX, 0, 1));
    boolean bounds = read.min.isPresent() || read.max.isPresent();
    if (expect.isWritten(TOL) && read.tol > 0 && read.ratio.isEmpty()) {
      expect.problem(TOL, "needs a ratio that it is the tolerance of");
    }
    if (read.min.orElse(0) > read.max.orElse(1)) {
      expect.problem(MIN, "must not be above max");
    }
    return bounds && read.ratio.isPresent() ? read.nearest(expect) : read;
  }

  private SinkExpectation nearest(Section expect) {
    boolean ratioHere = expect.isWritten(RATIO);
    boolean boundsHere = expect.isWritten(MIN) || expect.isWritten(MAX);
    if (ratioHere == boundsHere) {
      expect.problem(RATIO, "can't stand beside min or max: expect a ratio with tol, or bounds");
      return this;
    }
    return ratioHere
        ? new SinkExpectation(ratio, tol, OptionalDouble.empty(), OptionalDouble.empty())
        : new SinkExpectation(OptionalDouble.empty(), tol, min, max);
  }
}
