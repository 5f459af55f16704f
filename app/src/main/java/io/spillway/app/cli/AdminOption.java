package io.spillway.app.cli;

import io.spillway.app.settings.Configuration;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which node to talk to: {@code --admin}, or what the configuration says. */
public final class AdminOption {
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "The node's admin address. Default: from the configuration.")
  @Nullable String admin;

  AdminClient client() {
    return new AdminClient(URI.create(address()));
  }

  private String address() {
    if (admin == null) {
      return Configuration.admin(config.file()).url();
    }
    String address = admin.startsWith("http://") ? admin : "http://" + admin;
    try {
      if (URI.create(address).getPort() > 0) {
        return address;
      }
    } catch (IllegalArgumentException noAddress) {
      throw notAnAddress();
    }
    throw notAnAddress();
  }

  private CommandFailure notAnAddress() {
    return new CommandFailure(ExitStatus.USAGE, "--admin " + admin + " is not HOST:PORT");
  }
}
