package io.spillway.streams.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** TLS of whoever asks a server: which certificates of it are trusted. Files are PEM. */
public final class ClientTls {
  private ClientTls() {}

  /** Trusts servers whose certificate an authority of this file signed, for their own name. */
  public static SSLContext signedBy(Path authorities) throws IOException, GeneralSecurityException {
    return context(PemContext.trust(authorities));
  }

  /** Trusts the server that has this very certificate, whatever its name is. */
  public static SSLContext only(Path certificate) throws IOException, GeneralSecurityException {
    return context(
        new TrustManager[] {new OneCertificate(PemFiles.certificates(certificate).get(0))});
  }

  private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    return context;
  }
}
