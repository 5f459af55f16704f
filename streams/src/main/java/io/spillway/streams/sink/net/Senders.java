package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Makes the sinks that send over the network; nothing is connected yet.
 *
 * @param name the sink's, for the log
 * @param blocking where a sink looks after its connection between deliveries
 * @param resent told how many records were sent again
 */
public record Senders(String name, Executor blocking, LongConsumer resent) {

  /** Over TCP, with TLS if there are settings for it. */
  public Sink tcp(String host, int port, ConnectionSettings settings, Optional<TlsSettings> tls) {
    TcpDialer tcp = new TcpDialer(host, port, settings.connectTimeout(), settings.sendBuffer());
    return stream(
        tls.<Dialer>map(s -> new TlsDialer(tcp, host, port, settings.connectTimeout(), s))
            .orElse(tcp),
        settings);
  }

  /** Over a Unix stream socket. */
  public Sink unix(Path path, ConnectionSettings settings) {
    return stream(new UnixDialer(path), settings);
  }

  /** By UDP. */
  public Sink udp(String host, int port, int mostBytes) {
    return new DatagramSink(name, () -> new UdpWire(host, port), mostBytes);
  }

  /** By Unix datagrams. */
  public Sink unixDatagrams(Path path, int mostBytes, Duration writeTimeout) {
    return new DatagramSink(
        name, () -> new UnixDatagramWire(path, mostBytes, writeTimeout), mostBytes);
  }

  private Sink stream(Dialer dialer, ConnectionSettings settings) {
    return new StreamSink(
        name,
        dialer,
        new SendWindow(settings.sendBuffer(), settings.framing()),
        settings.writeTimeout(),
        new Trial(settings.trial()),
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, blocking),
        resent);
  }
}
