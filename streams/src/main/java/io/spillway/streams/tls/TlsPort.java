package io.spillway.streams.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one listening port: an engine for each connection. Files that were renewed are taken for
 * the connections that come after; open ones keep what they have. Files that can't be read then are
 * logged, and the old ones stay. Looks at the files once a second at most. Thread-safe.
 *
 * <p>Session tickets of TLS 1.3 are bytes written to a sender after the handshake. A syslog sender
 * never reads them, so its close becomes a reset, which may lose what it sent last. Where Java
 * can't leave them out, TLS 1.3 is not offered.
 */
public final class TlsPort {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.tls");
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The first Java that knows the property. */
  private static final int KNOWS_TICKET_COUNT = 25;

  private final TlsSettings settings;
  private final boolean clientsRead;
  private SSLContext context;
  private List<FileTime> of;
  private long lookAgainNanos;

  /** For senders, which may never read. */
  public TlsPort(TlsSettings settings) throws IOException, GeneralSecurityException {
    this(settings, false);
  }

  /**
   * Opens the files.
   *
   * @param clientsRead whether clients read what is written to them, so that session tickets do no
   *     harm
   */
  public TlsPort(TlsSettings settings, boolean clientsRead)
      throws IOException, GeneralSecurityException {
    this.settings = settings;
    this.clientsRead = clientsRead;
    this.of = times();
    this.context = PemContext.of(settings);
    this.lookAgainNanos = System.nanoTime() + LOOK_EVERY_NANOS;
  }

  /** Whether this Java, started as it was, writes no session tickets of TLS 1.3. */
  public static boolean canKeepQuiet() {
    return Runtime.version().feature() >= KNOWS_TICKET_COUNT
        && "0".equals(System.getProperty("jdk.tls.server.newSessionTicketCount"));
  }

  /** For one connection. */
  public SSLEngine engine() {
    SSLEngine engine = current().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(protocols());
    if (!settings.ciphers().isEmpty()) {
      parameters.setCipherSuites(settings.ciphers().toArray(String[]::new));
    }
    switch (settings.clientAuth()) {
      case NONE -> {}
      case OPTIONAL -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private String[] protocols() {
    List<String> spoken = new ArrayList<>();
    for (TlsSettings.Version version : TlsSettings.Version.values()) {
      boolean quiet = clientsRead || version != TlsSettings.Version.TLS_1_3 || canKeepQuiet();
      if (version.compareTo(settings.minVersion()) >= 0 && quiet) {
        spoken.add(version.javaName());
      }
    }
    return spoken.toArray(String[]::new);
  }

  private synchronized SSLContext current() {
    long now = System.nanoTime();
    if (now - lookAgainNanos >= 0) {
      lookAgainNanos = now + LOOK_EVERY_NANOS;
      renew();
    }
    return context;
  }

  private void renew() {
    try {
      List<FileTime> now = times();
      if (!now.equals(of)) {
        context = PemContext.of(settings);
        of = now;
        LOG.info("certificate {} taken anew for new connections", settings.certificate());
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.error("certificate can't be taken anew, the old one stays: {}", e.getMessage());
    }
  }

  private List<FileTime> times() throws IOException {
    List<FileTime> times = new ArrayList<>();
    times.add(Files.getLastModifiedTime(settings.certificate()));
    times.add(Files.getLastModifiedTime(settings.key()));
    for (Path ca : settings.clientCa().stream().toList()) {
      times.add(Files.getLastModifiedTime(ca));
    }
    return times;
  }
}
