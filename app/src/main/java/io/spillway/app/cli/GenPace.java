package io.spillway.app.cli;

import io.spillway.app.gen.Plan;
import io.spillway.app.gen.Profile;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code gen} that say how many lines go out, and how fast. */
final class GenPace {
  @Option(
      names = {"-n", "--count"},
      paramLabel = "LINES",
      converter = Quantities.Count.class,
      description = "How many lines in all; 200k and 1m are fine.")
  private @Nullable Long count;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = Quantities.Time.class,
      description = "How long, as 90s or 5m. Without count and duration: until stopped.")
  private @Nullable Duration duration;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "LINES",
      converter = Quantities.Count.class,
      description = "Lines per second in all. Without it: as fast as they are taken.")
  private @Nullable Long rate;

  @Option(
      names = "--profile",
      defaultValue = "constant",
      description = "How the rate goes: ${COMPLETION-CANDIDATES}. Default: constant.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Profile profile;

  @Option(
      names = "--period",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Quantities.Time.class,
      description = "Of ramp, burst, sine and each step. Default: 10s.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Duration period;

  /** What is wrong with the options together. */
  Optional<String> problem() {
    return rate == null && profile != Profile.CONSTANT
        ? Optional.of("--profile needs --rate")
        : Optional.empty();
  }

  Plan plan(BooleanSupplier stopped) {
    return new Plan(
        count == null ? OptionalLong.empty() : OptionalLong.of(count),
        Optional.ofNullable(duration),
        rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
        profile,
        period,
        stopped);
  }
}
