package io.spillway.streams.sink.net;

import io.spillway.streams.settings.Section;
import io.spillway.streams.tls.PemContext;
import io.spillway.streams.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * How a sink trusts its receiver and shows who it is. Files are PEM, and read anew for each
 * connection, so that renewed ones are taken up.
 *
 * @param ca certificates of the authorities that may have signed the receiver's; empty: those that
 *     Java trusts
 * @param certificate our own certificate and what leads to its authority; empty: none is shown
 * @param key its private key, PKCS #8
 * @param verifyHost whether the receiver's certificate must be for its host
 */
public record TlsSettings(
    Optional<Path> ca,
    Optional<Path> certificate,
    Optional<Path> key,
    boolean verifyHost,
    LowestVersion minVersion) {

  /** The oldest protocol that is spoken. */
  public enum LowestVersion {
    TLS1_2,
    TLS1_3;

    String[] allowed() {
      return this == TLS1_3 ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"};
    }
  }

  /**
   * Reads them.
   *
   * @param folder where relative paths start
   */
  public static TlsSettings read(Section section, Path folder) {
    Optional<Path> certificate = file(section, "certificate", folder);
    Optional<Path> key = file(section, "key", folder);
    if (certificate.isPresent() != key.isPresent()) {
      section.problem(key.isPresent() ? "key" : "certificate", "needs both certificate and key");
    }
    Optional<Path> ca = file(section, "ca", folder);
    if (ca.isPresent()) {
      noting(section, "ca", () -> PemFiles.certificates(ca.get()));
    }
    if (certificate.isPresent() && key.isPresent()) {
      noting(section, "certificate", () -> PemContext.check(certificate.get(), key.get()));
    }
    return new TlsSettings(
        ca,
        certificate,
        key,
        section.flag("verify-host"),
        section.choice("min-version", LowestVersion.class));
  }

  private static Optional<Path> file(Section section, String key, Path folder) {
    String written = section.string(key);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(folder.resolve(written).normalize());
  }

  private interface Opening {
    void open() throws IOException, GeneralSecurityException;
  }

  private static void noting(Section section, String key, Opening files) {
    try {
      files.open();
    } catch (IOException | GeneralSecurityException wrong) {
      section.machineProblem(key, "TLS can't be had: " + wrong.getMessage());
    }
  }
}
