package io.spillway.streams.source.tcp;

import io.spillway.streams.batch.BatchSettings;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.settings.Section;
import io.spillway.streams.source.Networks;
import io.spillway.streams.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A TCP source.
 *
 * @param port 0 for any that is free
 * @param instances sockets that listen on the port, 1 where it is any that is free
 * @param maxConnections at so many the source accepts no more; the kernel lets some more wait
 * @param linger how long a drain waits for peers to close after they were told that nobody listens
 * @param rateLimit records per second over all connections, by backpressure; empty for none
 * @param allow who may connect
 * @param tls empty for none
 */
public record TcpSourceSettings(
    String host,
    int port,
    int instances,
    FramingSettings framing,
    BatchSettings batches,
    int maxConnections,
    Duration linger,
    OptionalLong rateLimit,
    Networks allow,
    Optional<TlsSettings> tls) {

  /** One socket, for everybody, without TLS. */
  public TcpSourceSettings(
      String host,
      int port,
      FramingSettings framing,
      BatchSettings batches,
      int maxConnections,
      Duration linger,
      OptionalLong rateLimit) {
    this(
        host,
        port,
        1,
        framing,
        batches,
        maxConnections,
        linger,
        rateLimit,
        Networks.EVERYBODY,
        Optional.empty());
  }

  public TcpSourceSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must not be empty");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535");
    }
    if (instances < 1 || (instances > 1 && port == 0)) {
      throw new IllegalArgumentException("instances must be at least 1, and share a given port");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("max-connections must be at least 1");
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger must not be negative");
    }
    if (rateLimit.isPresent() && rateLimit.getAsLong() < 1) {
      throw new IllegalArgumentException("rate-limit must be at least 1 record/s");
    }
  }

  /** Reads them; paths start from {@code workDir}. What is wrong is a problem of the section. */
  public static TcpSourceSettings read(Section section, Path workDir) {
    String host = section.string("host");
    return new TcpSourceSettings(
        host.isBlank() ? "127.0.0.1" : host,
        section.integer("port", 1, 65_535),
        section.integer("instances", 1, 16),
        FramingSettings.read(section, section.choice("framing", FramingKind.class)),
        BatchSettings.read(section),
        section.integer("max-connections", 1, 100_000),
        section.duration("linger", Duration.ZERO, Duration.ofMinutes(1)),
        section.optionalNumber("rate-limit", 1, 1_000_000_000),
        Networks.read(section),
        TlsSettings.read(section, workDir));
  }

  /** Whether one listening socket serves both. */
  boolean listensAs(TcpSourceSettings other) {
    return host.equals(other.host)
        && port == other.port
        && maxConnections == other.maxConnections
        && instances == other.instances
        && tls.equals(other.tls);
  }

  /** Defaults, at this address. */
  public static TcpSourceSettings at(String host, int port) {
    return new TcpSourceSettings(
        host,
        port,
        FramingSettings.DEFAULT,
        BatchSettings.DEFAULT,
        10_000,
        Duration.ofSeconds(1),
        OptionalLong.empty());
  }
}
