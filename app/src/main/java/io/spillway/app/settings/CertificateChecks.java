package io.spillway.app.settings;

import io.spillway.streams.settings.FileMode;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.sink.net.TlsSettings;
import io.spillway.streams.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks how long the certificates of a configuration are valid, and who may read their keys. Files
 * that can't be read are problems of their settings already, and passed over.
 */
final class CertificateChecks {
  private static final Duration SOON = Duration.ofDays(30);

  private final Problems problems;
  private final Instant now;

  CertificateChecks(Problems problems, Instant now) {
    this.problems = problems;
    this.now = now;
  }

  void all(NodeSettings node) {
    Place config = new Place(node.config().toString(), 0);
    node.admin().tls().ifPresent(tls -> pair(config, "admin.tls", tls.certificate(), tls.key()));
    for (SourceSettings source : node.sources()) {
      if (source.transport() instanceof SourceSettings.Tcp tcp) {
        String key = "sources." + source.name() + ".tls";
        tcp.settings()
            .tls()
            .ifPresent(tls -> pair(source.place(), key, tls.certificate(), tls.key()));
      }
    }
    for (GroupSettings group : node.groups()) {
      group.sinks().forEach(sink -> sink(sink));
    }
  }

  private void sink(SinkSettings sink) {
    Optional<TlsSettings> tls = Optional.empty();
    if (sink.destination() instanceof SinkSettings.Tcp tcp) {
      tls = tcp.settings().tls();
    } else if (sink.destination() instanceof SinkSettings.Syslog syslog) {
      tls = Optional.of(syslog.settings().tls());
    }
    if (tls.isPresent() && tls.get().certificate().isPresent() && tls.get().key().isPresent()) {
      String key = "sink " + sink.name() + " tls";
      pair(sink.place(), key, tls.get().certificate().get(), tls.get().key().get());
    }
  }

  private void pair(Place place, String path, Path certificate, Path key) {
    try {
      X509Certificate first = PemFiles.certificates(certificate).get(0);
      validity(place, path + ".certificate", certificate, first);
      Optional<FileMode> mode = FileMode.of(key);
      if (mode.isPresent() && mode.get().isReadByAll()) {
        String what =
            "the key can be read by everybody, %s: chmod o= %s".formatted(mode.get(), key);
        problems.warn(new Problem(place, path + ".key", key.toString(), what));
      }
    } catch (IOException | GeneralSecurityException noted) { // a problem of the setting already
      return;
    }
  }

  private void validity(Place place, String key, Path file, X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isAfter(to)) {
      problems.add(new Problem(place, key, file.toString(), "the certificate expired at " + to));
    } else if (now.isBefore(from)) {
      String what = "the certificate is valid only from " + from + " on";
      problems.add(new Problem(place, key, file.toString(), what));
    } else if (now.plus(SOON).isAfter(to)) {
      long days = Duration.between(now, to).toDays();
      String what = "the certificate expires in %d days, at %s".formatted(days, to);
      problems.warn(new Problem(place, key, file.toString(), what));
    }
  }
}
