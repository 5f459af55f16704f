package io.spillway.app.settings;

import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks that the ports a configuration wants are free, by taking each for a moment. */
public final class PortChecks {
  private final Problems problems = new Problems();
  private final OptionalLong node;

  private PortChecks(OptionalLong node) {
    this.node = node;
  }

  /** The outcome, with a problem more for each port that can't be had. */
  public static Configuration.Outcome check(Configuration.Outcome outcome) {
    return check(outcome, OptionalLong.empty());
  }

  /**
   * The same beside a node that runs already.
   *
   * @param node its process, which may have the ports
   */
  static Configuration.Outcome check(Configuration.Outcome outcome, OptionalLong node) {
    PortChecks checks = new PortChecks(node);
    outcome.problems().forEach(checks.problems::add);
    outcome.settings().ifPresent(checks::ports);
    return outcome.with(checks.problems.sorted());
  }

  private void ports(NodeSettings node) {
    Place config = new Place(node.config().toString(), 0);
    port(node.admin().host(), node.admin().port(), config, "admin.port", false);
    for (SourceSettings source : node.sources()) {
      if (source.transport() instanceof SourceSettings.Tcp tcp) {
        String key = "sources." + source.name() + ".port";
        port(tcp.settings().host(), tcp.settings().port(), source.place(), key, false);
      } else if (source.transport() instanceof SourceSettings.Udp udp) {
        String key = "sources." + source.name() + ".port";
        port(udp.settings().host(), udp.settings().port(), source.place(), key, true);
      }
    }
  }

  private void port(String host, int port, Place place, String key, boolean datagrams) {
    if (problems.about(key)) {
      return;
    }
    try {
      if (datagrams) {
        bindDatagrams(host, port);
      } else {
        bind(host, port);
      }
    } catch (IOException taken) {
      Optional<PortHolder> holder = PortHolder.of(port, datagrams);
      if (!isNodes(holder)) {
        String by = holder.map(who -> "; " + who + " has it").orElse("");
        String what = "can't listen on " + host + ":" + port + ": " + taken.getMessage() + by;
        problems.add(new Problem(place, key, Integer.toString(port), what));
      }
    }
  }

  /** Whether the running node has it; of what the system does not tell, it may. */
  private boolean isNodes(Optional<PortHolder> holder) {
    return node.isPresent()
        && (holder.isEmpty() || holder.get().pid().isEmpty() || holder.get().pid().equals(node));
  }

  /** Whether something listens there, or it can't be listened on. */
  public static boolean isTaken(String host, int port) {
    try {
      bind(host, port);
      return false;
    } catch (IOException taken) {
      return true;
    }
  }

  private static void bindDatagrams(String host, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.bind(new InetSocketAddress(host, port));
    }
  }

  private static void bind(String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    }
  }
}
