package io.spillway.streams.tls;

import io.spillway.streams.settings.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * TLS of a port that listens.
 *
 * @param certificate PEM file with the server's certificate, and those that lead to its authority
 * @param key PEM file with its private key (PKCS#8), not encrypted
 * @param clientCa PEM file with the authorities that clients' certificates must be of
 * @param clientAuth whether clients have to show one
 * @param minVersion the oldest protocol that is spoken
 * @param ciphers the only cipher suites allowed, by Java's names; none: Java's choice
 */
public record TlsSettings(
    Path certificate,
    Path key,
    Optional<Path> clientCa,
    ClientAuth clientAuth,
    Version minVersion,
    List<String> ciphers) {

  /** Whether clients have to show a certificate. */
  public enum ClientAuth {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /** Protocols, the oldest first. */
  public enum Version {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String javaName;

    Version(String javaName) {
      this.javaName = javaName;
    }

    String javaName() {
      return javaName;
    }
  }

  public TlsSettings {
    ciphers = List.copyOf(ciphers);
  }

  /**
   * Reads the section {@code tls}; empty if it names no certificate. Opens the files, so that what
   * is wrong with them is a problem of the section.
   */
  public static Optional<TlsSettings> read(Section parent, Path workDir) {
    Section section = parent.section("tls");
    Optional<Path> certificate = path(section, "certificate", workDir);
    Optional<Path> key = path(section, "key", workDir);
    Optional<Path> clientCa = path(section, "client-ca", workDir);
    ClientAuth auth = section.choice("client-auth", ClientAuth.class);
    Version minVersion = section.choice("min-version", Version.class);
    List<String> ciphers = section.strings("ciphers");
    if (certificate.isEmpty() && key.isEmpty()) {
      if (auth != ClientAuth.NONE || clientCa.isPresent()) {
        section.problem("certificate", "is missing; TLS needs certificate and key");
      }
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      section.problem(
          certificate.isEmpty() ? "certificate" : "key",
          "is missing; TLS needs certificate and key");
      return Optional.empty();
    }
    if (auth != ClientAuth.NONE && clientCa.isEmpty()) {
      section.problem("client-ca", "is missing; client-auth needs the authorities of clients");
      return Optional.empty();
    }
    TlsSettings settings =
        new TlsSettings(certificate.get(), key.get(), clientCa, auth, minVersion, ciphers);
    settings.check(section);
    settings.checkTickets(section);
    return Optional.of(settings);
  }

  /**
   * Reads the section of a port whose clients ask and read the answer, as HTTP's do: they may be
   * written session tickets, and prove who they are by other means.
   */
  public static Optional<TlsSettings> readForAnswers(Section section, Path folder) {
    Optional<Path> certificate = path(section, "certificate", folder);
    Optional<Path> key = path(section, "key", folder);
    Version minVersion = section.choice("min-version", Version.class);
    List<String> ciphers = section.strings("ciphers");
    if (certificate.isEmpty() || key.isEmpty()) {
      if (certificate.isPresent() || key.isPresent()) {
        section.problem(
            certificate.isEmpty() ? "certificate" : "key",
            "is missing; TLS needs certificate and key");
      }
      return Optional.empty();
    }
    TlsSettings settings =
        new TlsSettings(
            certificate.get(), key.get(), Optional.empty(), ClientAuth.NONE, minVersion, ciphers);
    settings.check(section);
    return Optional.of(settings);
  }

  private static Optional<Path> path(Section section, String key, Path workDir) {
    return section.optionalText(key).map(path -> workDir.resolve(path).normalize());
  }

  private void check(Section section) {
    try {
      SSLContext context = PemContext.of(this);
      List<String> known = Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
      for (String cipher : ciphers) {
        if (!known.contains(cipher)) {
          section.problem("ciphers", "'" + cipher + "' is no cipher suite of this Java");
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      section.machineProblem("certificate", "TLS can't be had: " + e.getMessage());
    }
  }

  private void checkTickets(Section section) {
    if (minVersion == Version.TLS_1_3 && !TlsPort.canKeepQuiet()) {
      section.problem(
          "min-version",
          "TLS 1.3 needs Java 25 and the launcher's -Djdk.tls.server.newSessionTicketCount=0: other"
              + " Java writes session tickets to senders that never read");
    }
  }
}
