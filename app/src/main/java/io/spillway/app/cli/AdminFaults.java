package io.spillway.app.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says for people why a node could not be asked, and what to do about it. */
final class AdminFaults {
  private final URI address;
  private final AdminAccess access;

  AdminFaults(URI address, AdminAccess access) {
    this.address = address;
    this.access = access;
  }

  /** The node wants a token, or another one. */
  CommandFailure refused() {
    String what =
        access
            .tokenFile()
            .map(file -> " refuses the token of " + file + " (401)")
            .orElse(
                " asks for its token (401): name its file with --token-file FILE or"
                    + " SPILLWAY_TOKEN_FILE, or its configuration with --config");
    return new CommandFailure(ExitStatus.NOT_PERMITTED, "the node at " + address + what);
  }

  CommandFailure of(IOException broken) {
    if (cause(broken, ConnectException.class) != null) {
      return unavailable(
          "no node answers at "
              + address
              + " (connection refused); is it running? Name another address with --admin HOST:PORT"
              + " or another configuration with --config");
    }
    SSLException tls = cause(broken, SSLException.class);
    if (tls != null) {
      return ofTls(tls);
    }
    String hint =
        "http".equals(address.getScheme())
            ? "; if it speaks TLS, ask it with --admin https://" + address.getRawAuthority()
            : "";
    return unavailable("the node at " + address + " did not answer: " + broken + hint);
  }

  private CommandFailure ofTls(SSLException broken) {
    CertificateException certificate = cause(broken, CertificateException.class);
    if (cause(broken, CertificateExpiredException.class) != null
        || cause(broken, CertificateNotYetValidException.class) != null) {
      return distrust("is not valid now: " + deepest(broken));
    }
    if (cause(broken, CertPathBuilderException.class) != null
        || cause(broken, CertPathValidatorException.class) != null) {
      return distrust(
          "is signed by none of "
              + access
                  .ca()
                  .map(file -> "the authorities in " + file)
                  .orElse("those that Java trusts")
              + "; name its authority with --ca FILE");
    }
    if (certificate != null) {
      return distrust("is not the expected one: " + certificate.getMessage());
    }
    if (String.valueOf(broken.getMessage()).contains("SSL message")) {
      return unavailable(
          "what listens at "
              + address
              + " speaks no TLS; ask it with --admin http://"
              + address.getRawAuthority());
    }
    return unavailable("no TLS with " + address + ": " + broken.getMessage());
  }

  private CommandFailure distrust(String what) {
    return new CommandFailure(
        ExitStatus.NOT_PERMITTED, "the certificate of the node at " + address + " " + what);
  }

  private static CommandFailure unavailable(String what) {
    return new CommandFailure(ExitStatus.UNAVAILABLE, what);
  }

  private static String deepest(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null ? String.valueOf(thrown.getMessage()) : deepest(cause);
  }

  private static <T extends Throwable> @Nullable T cause(@Nullable Throwable of, Class<T> kind) {
    if (of == null || kind.isInstance(of)) {
      return kind.cast(of);
    }
    return cause(of.getCause(), kind);
  }
}
