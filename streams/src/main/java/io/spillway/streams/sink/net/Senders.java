package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
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

  /** Over TCP. */
  public Sink tcp(String host, int port, ConnectionSettings settings) {
    return stream(
        new TcpDialer(host, port, settings.connectTimeout(), settings.sendBuffer()), settings);
  }

  Sink stream(Dialer dialer, ConnectionSettings settings) {
    return new StreamSink(
        name,
        dialer,
        new SendWindow(settings.sendBuffer(), settings.framing()),
        settings.writeTimeout(),
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, blocking),
        resent);
  }
}
