package io.spillway.app.cli;

import io.spillway.app.settings.AdminSettings;
import io.spillway.app.settings.Configuration;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which node to talk to, and by what it knows us: what the command line says, or else the
 * configuration.
 */
public final class AdminOption {
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--admin",
      paramLabel = "[http[s]://]HOST:PORT",
      description = "The node's admin address. Default: from the configuration.")
  @Nullable String admin;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:SPILLWAY_TOKEN_FILE}",
      description = {
        "The file with the node's token.",
        "Default: $SPILLWAY_TOKEN_FILE, or from the configuration."
      })
  @Nullable Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = {
        "The authorities (PEM) that may have signed the node's certificate.",
        "Default: from the configuration; without one, those that Java trusts."
      })
  @Nullable Path ca;

  /** Whether the command line says where the node is. */
  boolean isNamed() {
    return admin != null;
  }

  ConfigOption config() {
    return config;
  }

  AdminClient client() {
    AdminAccess access = access();
    URI address = admin == null ? URI.create(settings().localUrl()) : named(admin, access);
    return new AdminClient(address, access);
  }

  private AdminSettings settings() {
    return Configuration.admin(config.file());
  }

  /** A configuration counts if it says where the node is, or was named beside its address. */
  private AdminAccess access() {
    AdminAccess known =
        admin == null || config.config != null ? AdminAccess.of(settings()) : AdminAccess.NONE;
    return new AdminAccess(
        Optional.ofNullable(tokenFile).or(known::tokenFile),
        Optional.ofNullable(ca).or(known::ca),
        ca == null ? known.certificate() : Optional.empty());
  }

  private static URI named(String admin, AdminAccess access) {
    boolean hasScheme = admin.startsWith("http://") || admin.startsWith("https://");
    try {
      URI address = URI.create(hasScheme ? admin : "http://" + admin);
      if (address.getHost() == null || address.getPort() <= 0) {
        throw notAnAddress(admin);
      }
      boolean secret = !hasScheme && (access.expectsTls() || !isLoopback(address.getHost()));
      return secret ? URI.create("https://" + admin) : address;
    } catch (IllegalArgumentException noAddress) {
      throw notAnAddress(admin);
    }
  }

  /** Beyond loopback a node speaks nothing but TLS. */
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static CommandFailure notAnAddress(String admin) {
    return new CommandFailure(ExitStatus.USAGE, "--admin " + admin + " is not HOST:PORT");
  }
}
