package io.spillway.app.cli;

import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.PortChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config} and {@code --work-dir}: which configuration, and where its paths lead. */
public final class ConfigOption {
  private static final String NAME = "spillway.conf";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = {
        "The configuration, or the folder it is in.",
        "Default: spillway.conf or conf/spillway.conf here."
      })
  @Nullable Path config;

  @Option(
      names = {"-w", "--work-dir"},
      paramLabel = "DIR",
      description = {
        "What relative paths of data, logs, sources and sinks start from.",
        "Default: the configuration's folder."
      })
  @Nullable Path workDir;

  /** The configuration file asked for, whether or not it exists. */
  public Path file() {
    if (config != null) {
      return Files.isDirectory(config) ? config.resolve(NAME) : config;
    }
    List<Path> usual = List.of(Path.of(NAME), Path.of("conf", NAME));
    return usual.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitStatus.CONFIGURATION,
                    "no spillway.conf in this folder or in conf/; name one with --config,"
                        + " or make one: spillway init ."));
  }

  public Optional<Path> workDir() {
    return Optional.ofNullable(workDir);
  }

  /** Reads and checks the configuration, without looking at the ports. */
  public Configuration.Outcome read() {
    return Configuration.read(file(), workDir());
  }

  /**
   * The settings, for a command that only needs them.
   *
   * @throws CommandFailure if the configuration has mistakes
   */
  NodeSettings settings() {
    return read()
        .settings()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitStatus.CONFIGURATION, file() + " has mistakes, see: spillway check"));
  }

  /** Reads and checks the configuration as for a start: its ports must be free. */
  public Configuration.Outcome readForStart() {
    return PortChecks.check(read());
  }
}
