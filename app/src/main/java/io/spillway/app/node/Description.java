package io.spillway.app.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.actors.Json;
import io.spillway.actors.NodeStatus;
import io.spillway.actors.SinkStatus;
import io.spillway.actors.SourceStatus;
import io.spillway.app.cli.Version;
import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.ledger.LedgerReading;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds to the actors' answers what only the process knows: version, folders, times, rates. */
final class Description {
  private final NodeSettings settings;
  private final Instant started;
  private final Sampler sampler;

  Description(NodeSettings settings, Instant started, Sampler sampler) {
    this.settings = settings;
    this.started = started;
    this.sampler = sampler;
  }

  Map<String, Object> of(NodeStatus status) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("node", settings.name());
    all.put("version", Version.of());
    all.put("pid", ProcessHandle.current().pid());
    all.put("uptime_seconds", Duration.between(started, Instant.now()).toSeconds());
    all.put("config", settings.config().toString());
    all.put("work_dir", settings.workDir().toString());
    all.put("data_dir", settings.dataDir().toString());
    all.put("log_dir", settings.logDir().toString());
    all.put("admin", settings.admin().url());
    all.put("state", status.state());
    all.put("sources", status.sources().stream().map(this::source).toList());
    all.put("sinks", status.sinks());
    all.put("rescue", status.rescue());
    all.put("replay", status.replay());
    all.put("drain", Map.of("pending", pending(status.sinks())));
    return all;
  }

  Map<String, Object> of(LedgerReading ledger, boolean draining) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("node", settings.name());
    all.put("started", started.toString());
    all.put("time", Instant.now().toString());
    all.put("draining", draining);
    all.put("balanced", ledger.balanced());
    all.put("sources", ledger.sources().stream().map(s -> with(s, s.imbalance())).toList());
    all.put("rules", ledger.rules());
    all.put("groups", ledger.groups().stream().map(g -> with(g, g.imbalance())).toList());
    all.put("sinks", ledger.sinks().stream().map(s -> with(s, s.imbalance())).toList());
    all.put("rescue", ledger.rescue().stream().map(r -> with(r, r.imbalance())).toList());
    return all;
  }

  private static ObjectNode with(Object reading, long imbalance) {
    return Json.object(reading).put("imbalance", imbalance);
  }

  private Map<String, Object> source(SourceStatus source) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("source", source.source());
    all.put("type", source.type());
    all.put("state", source.state());
    all.put("address", source.address());
    all.put("paths", source.paths());
    all.put("connections_open", source.connectionsOpen());
    all.put("connections_total", source.connectionsTotal());
    all.put("connections_closed", source.closedBy());
    all.put("accepted", source.accepted());
    all.put("rate", Math.round(sampler.rate(source.source())));
    all.put("problem", source.problem());
    if (!source.follow().isEmpty()) {
      all.put("follow", source.follow());
    }
    if (!source.journal().isEmpty()) {
      all.put("journal", source.journal());
    }
    return all;
  }

  private static List<Map<String, Object>> pending(List<SinkStatus> sinks) {
    return sinks.stream()
        .filter(sink -> sink.pendingRecords() > 0)
        .map(
            sink ->
                Map.<String, Object>of(
                    "sink", sink.sink(),
                    "pending_left", sink.pendingRecords(),
                    "seconds_left", sink.secondsLeft()))
        .toList();
  }
}
