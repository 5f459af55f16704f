package io.spillway.app.gen;

import java.util.Locale;

/**
 * How a rate goes over time. The rate asked for is the mean, of a ramp and of steps the highest.
 */
public enum Profile {
  /** Always the same. */
  CONSTANT {
    @Override
    double due(double rate, double period, double seconds) {
      return rate * seconds;
    }
  },
  /** From nothing to the rate within one period. */
  RAMP {
    @Override
    double due(double rate, double period, double seconds) {
      double rising = Math.min(seconds, period);
      return rate * rising * rising / (2 * period) + rate * (seconds - rising);
    }
  },
  /** All lines of a period in its first tenth. */
  BURST {
    @Override
    double due(double rate, double period, double seconds) {
      double whole = Math.floor(seconds / period) * period;
      return rate * (whole + Math.min(10 * (seconds - whole), period));
    }
  },
  /** Between nothing and twice the rate once in a period. */
  SINE {
    @Override
    double due(double rate, double period, double seconds) {
      double turn = 2 * Math.PI / period;
      return rate * (seconds + (1 - Math.cos(turn * seconds)) / turn);
    }
  },
  /** A fifth of the rate, two fifths, ... each for one period. */
  STEP {
    @Override
    double due(double rate, double period, double seconds) {
      double due = 0;
      for (int step = 1; step < STEPS && seconds > (step - 1) * period; step++) {
        due += rate * step / STEPS * Math.min(period, seconds - (step - 1) * period);
      }
      return due + rate * Math.max(0, seconds - (STEPS - 1) * period);
    }
  };

  private static final int STEPS = 5;

  /** The word people write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Lines that should be sent after so many seconds. */
  abstract double due(double rate, double period, double seconds);
}
