package io.spillway.streams.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes an {@link SSLContext} of PEM files. Messages name the file and what was expected. */
final class PemContext {
  private PemContext() {}

  static SSLContext of(TlsSettings settings) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] trust = null;
    if (settings.clientCa().isPresent()) {
      trust = trust(settings.clientCa().get());
    }
    context.init(keys(settings), trust, null);
    return context;
  }

  private static KeyManager[] keys(TlsSettings settings)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = PemFiles.certificates(settings.certificate());
    PrivateKey key = PemFiles.key(settings.key());
    KeyPairCheck.check(key, settings.key(), chain.get(0).getPublicKey(), settings.certificate());
    KeyStore store = empty();
    char[] none = new char[0];
    store.setKeyEntry("server", key, none, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  /** Trusts what these authorities signed. */
  static TrustManager[] trust(Path authorities) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    int number = 0;
    for (Certificate authority : PemFiles.certificates(authorities)) {
      store.setCertificateEntry("ca" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
