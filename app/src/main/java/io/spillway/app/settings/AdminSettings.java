package io.spillway.app.settings;

import io.spillway.streams.settings.Section;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the admin API listens. Loopback only: it has no access control. */
public record AdminSettings(String host, int port) {
  static AdminSettings read(Section section) {
    String host = section.string("host");
    if (!host.isEmpty() && !isLoopback(host)) {
      section.problem("host", "must be a loopback address, as 127.0.0.1: it has no access control");
    }
    return new AdminSettings(host, section.integer("port", 1, 65_535));
  }

  /** As in {@code http://127.0.0.1:9600}. */
  public String url() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
