package io.spillway.app.warp;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The connectors that sources, or sinks, may name, and which of them were named. */
final class Connectors {
  private final Map<String, Connector> all;
  private final Set<String> used = new HashSet<>();

  Connectors(Map<String, Connector> all) {
    this.all = all;
  }

  /** The project's own, else the built-in one; of type {@code ""} if there is none. */
  Connector find(String id) {
    used.add(id);
    Connector own = all.get(id);
    return own == null ? Connector.builtIn(id) : own;
  }

  /** Says of those that nobody named that they mean nothing. */
  void end() {
    all.forEach(
        (id, connector) -> {
          if (!used.contains(id)) {
            connector.params().all(Verdict.MAPPED, "", "nobody uses the connector " + id);
          }
        });
  }
}
