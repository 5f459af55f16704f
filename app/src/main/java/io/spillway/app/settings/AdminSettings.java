package io.spillway.app.settings;

import io.spillway.app.access.TokenFile;
import io.spillway.streams.settings.Section;
import io.spillway.streams.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the admin API listens, and who may use it: beyond loopback only who shows the token, over
 * TLS. Paths start from the configuration's folder, which commands know as well.
 *
 * @param tokenFile holds the token that requests have to show, if they have to
 * @param ca PEM file of the authorities by which commands trust the node's certificate; empty: they
 *     trust the certificate itself
 */
public record AdminSettings(
    String host, int port, Optional<Path> tokenFile, Optional<TlsSettings> tls, Optional<Path> ca) {

  public AdminSettings(String host, int port) {
    this(host, port, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static AdminSettings read(Section section, Path confFolder) {
    Path folder = confFolder.toAbsolutePath();
    String host = section.string("host");
    int port = section.integer("port", 1, 65_535);
    Optional<Path> token = path(section, "token-file", folder);
    Section tlsSection = section.section("tls");
    Optional<TlsSettings> tls = TlsSettings.readForAnswers(tlsSection, folder);
    Optional<Path> ca = path(tlsSection, "ca", folder);
    AdminSettings settings = new AdminSettings(host, port, token, tls, ca);
    settings.check(section);
    return settings;
  }

  private static Optional<Path> path(Section section, String key, Path folder) {
    return section.optionalText(key).map(path -> folder.resolve(path).normalize());
  }

  private void check(Section section) {
    if (tokenFile.isPresent()) {
      try {
        TokenFile.read(tokenFile.get());
      } catch (IOException wrong) {
        section.machineProblem("token-file", String.valueOf(wrong.getMessage()));
      }
    }
    if (!host.isEmpty() && !isLoopback(host)) {
      List<String> missing = new ArrayList<>();
      if (tokenFile.isEmpty()) {
        missing.add("admin.token-file");
      }
      if (tls.isEmpty()) {
        missing.add("admin.tls { certificate, key }");
      }
      if (!missing.isEmpty()) {
        section.problem(
            "host",
            "others reach this address, which needs %s; without, it must be a loopback address, as 127.0.0.1"
                .formatted(String.join(" and ", missing)));
      }
    }
  }

  /** As in {@code http://127.0.0.1:9600}. */
  public String url() {
    return url(host);
  }

  /** Where commands on this machine find it. */
  public String localUrl() {
    return url(reachableHost());
  }

  /** The host, or for one that means every address, this machine. */
  public String reachableHost() {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
    } catch (UnknownHostException unknown) {
      return host;
    }
  }

  private String url(String at) {
    String scheme = tls.isPresent() ? "https://" : "http://";
    return scheme + (at.contains(":") ? "[" + at + "]" : at) + ":" + port;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
