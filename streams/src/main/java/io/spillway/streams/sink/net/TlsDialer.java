package io.spillway.streams.sink.net;

import io.spillway.streams.sink.Sink;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Connects over TCP and agrees on TLS (RFC 8446, 5246), by the settings' files as they are now. */
final class TlsDialer implements Dialer {
  private final TcpDialer tcp;
  private final String host;
  private final int port;
  private final Duration timeout;
  private final TlsSettings settings;

  TlsDialer(TcpDialer tcp, String host, int port, Duration timeout, TlsSettings settings) {
    this.tcp = tcp;
    this.host = host;
    this.port = port;
    this.timeout = timeout;
    this.settings = settings;
  }

  @Override
  public Wire dial(Sink.Progress progress) throws IOException {
    SSLEngine engine = TlsContext.of(settings).createSSLEngine(host, port);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(settings.minVersion().allowed());
    if (settings.verifyHost()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    SocketWire socket = new SocketWire(tcp.connect(progress), host + ":" + port);
    try {
      TlsWire wire = new TlsWire(socket, engine);
      wire.handshake(timeout, progress);
      return wire;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
