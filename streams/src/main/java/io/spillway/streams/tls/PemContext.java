package io.spillway.streams.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes an {@link SSLContext} of PEM files. Messages name the file and what was expected. */
public final class PemContext {
  private PemContext() {}

  /** Of a port that listens. */
  static SSLContext of(TlsSettings settings) throws IOException, GeneralSecurityException {
    return of(
        Optional.of(settings.certificate()), Optional.of(settings.key()), settings.clientCa());
  }

  /**
   * Of either side.
   *
   * @param certificate our own, and those that lead to its authority; its key as well, or neither
   * @param authorities whose certificates are trusted; empty: those that Java trusts
   */
  public static SSLContext of(
      Optional<Path> certificate, Optional<Path> key, Optional<Path> authorities)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        certificate.isPresent() && key.isPresent() ? keys(certificate.get(), key.get()) : null,
        authorities.isPresent() ? trust(authorities.get()) : null,
        null);
    return context;
  }

  /** Whether a certificate and its key can be used. */
  public static void check(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    keys(certificate, key);
  }

  private static KeyManager[] keys(Path certificate, Path keyFile)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = PemFiles.certificates(certificate);
    PrivateKey key = PemFiles.key(keyFile);
    KeyPairCheck.check(key, keyFile, chain.get(0).getPublicKey(), certificate);
    KeyStore store = empty();
    char[] none = new char[0];
    store.setKeyEntry("own", key, none, chain.toArray(Certificate[]::new));
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
