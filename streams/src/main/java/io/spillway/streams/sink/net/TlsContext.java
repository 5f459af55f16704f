package io.spillway.streams.sink.net;

import io.spillway.streams.tls.PemContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Reads the files of a sink's TLS. Stateless. */
final class TlsContext {
  private TlsContext() {}

  /** A context as the settings and their files say now. */
  static SSLContext of(TlsSettings settings) throws IOException {
    try {
      return PemContext.of(settings.certificate(), settings.key(), settings.ca());
    } catch (GeneralSecurityException e) {
      throw new SSLException("can't use the certificates: " + e.getMessage(), e);
    }
  }
}
