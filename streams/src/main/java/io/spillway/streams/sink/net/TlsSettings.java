package io.spillway.streams.sink.net;

import io.spillway.streams.settings.Section;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return new TlsSettings(
        file(section, "ca", folder),
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
    Path path = folder.resolve(written).normalize();
    if (!Files.isReadable(path)) {
      section.problem(key, "can't read " + path);
    }
    return Optional.of(path);
  }
}
