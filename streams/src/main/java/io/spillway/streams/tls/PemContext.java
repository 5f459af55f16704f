package io.spillway.streams.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes an {@link SSLContext} of PEM files. Messages name the file and what was expected. */
final class PemContext {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END [A-Z ]*PRIVATE"
              + " KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

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
    List<Certificate> chain = certificates(settings.certificate());
    PrivateKey key = key(settings.key());
    String algorithm = chain.get(0).getPublicKey().getAlgorithm();
    if (!algorithm.equals(key.getAlgorithm())) {
      throw new GeneralSecurityException(
          "%s has a key of the kind %s, and the certificate %s one of the kind %s"
              .formatted(settings.key(), key.getAlgorithm(), settings.certificate(), algorithm));
    }
    KeyStore store = empty();
    char[] none = new char[0];
    store.setKeyEntry("server", key, none, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trust(Path authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    int number = 0;
    for (Certificate authority : certificates(authorities)) {
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

  private static List<Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    byte[] bytes = bytes(file);
    try {
      List<Certificate> certificates =
          new ArrayList<>(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(bytes)));
      if (certificates.isEmpty()) {
        throw new CertificateException("no certificate");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new CertificateException(
          file + " is no PEM file of certificates: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
    if (!pem.find() || !pem.group(1).isEmpty()) {
      throw new InvalidKeySpecException(
          file
              + " has no '-----BEGIN PRIVATE KEY-----'; make one without a password by: openssl"
              + " pkcs8 -topk8 -nodes -in OLD -out NEW");
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
    InvalidKeySpecException why = new InvalidKeySpecException(file + " has no key");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException another) {
        why = new InvalidKeySpecException(file + " has no key of the kinds " + ALGORITHMS, another);
      }
    }
    throw why;
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IOException("can't read " + file + ": " + e.getMessage(), e);
    }
  }
}
