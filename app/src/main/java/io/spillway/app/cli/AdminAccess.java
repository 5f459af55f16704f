package io.spillway.app.cli;

import io.spillway.app.access.TokenFile;
import io.spillway.app.settings.AdminSettings;
import io.spillway.streams.tls.ClientTls;
import io.spillway.streams.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a command shows a node who it is, and knows the node.
 *
 * @param tokenFile holds the node's token
 * @param ca authorities that sign the node's certificate
 * @param certificate the node's own, trusted as it stands if there is no {@code ca}
 */
record AdminAccess(Optional<Path> tokenFile, Optional<Path> ca, Optional<Path> certificate) {
  static final AdminAccess NONE =
      new AdminAccess(Optional.empty(), Optional.empty(), Optional.empty());

  static AdminAccess of(AdminSettings settings) {
    return new AdminAccess(
        settings.tokenFile(), settings.ca(), settings.tls().map(TlsSettings::certificate));
  }

  boolean expectsTls() {
    return ca.isPresent() || certificate.isPresent();
  }

  /** The value of the header {@code Authorization}; empty without a token. */
  Optional<String> authorization() {
    if (tokenFile.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of("Bearer " + TokenFile.read(tokenFile.get()));
    } catch (IOException wrong) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, String.valueOf(wrong.getMessage()));
    }
  }

  /** Whom to trust; empty: whom Java trusts. */
  Optional<SSLContext> trust() {
    try {
      if (ca.isPresent()) {
        return Optional.of(ClientTls.signedBy(ca.get()));
      }
      return certificate.isPresent()
          ? Optional.of(ClientTls.only(certificate.get()))
          : Optional.empty();
    } catch (IOException | GeneralSecurityException wrong) {
      throw new CommandFailure(
          ExitStatus.CONFIGURATION, "can't know the node's certificate: " + wrong.getMessage());
    }
  }
}
