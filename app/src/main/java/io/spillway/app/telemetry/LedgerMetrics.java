package io.spillway.app.telemetry;

import io.spillway.actors.NodeStatus;
import io.spillway.actors.ReplayStatus;
import io.spillway.actors.RescueStatus;
import io.spillway.actors.SinkStatus;
import io.spillway.actors.SourceStatus;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.ledger.SourceTally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kamon.Kamon;
import kamon.tag.TagSet;

/**
 * Carries readings of the ledger and of the lanes into Kamon's instruments. Counters get what was
 * added since the last reading, so they agree with the ledger. Used by one thread at a time.
 */
final class LedgerMetrics {
  private static final List<String> LANE_STATES =
      List.of("running", "retrying", "rescuing", "paused", "draining", "stopped");

  private static final List<String> REPLAY_STATES = List.of("running", "waiting", "paused");

  private final String node;
  private final Map<String, Long> last = new HashMap<>();

  LedgerMetrics(String node) {
    this.node = node;
  }

  void update(LedgerReading ledger, NodeStatus status, double drainSeconds) {
    ledger.sources().forEach(this::source);
    ledger.sinks().forEach(this::sink);
    ledger.rules().forEach(r -> count("spillway_rule_matched", r.matched(), "rule", r.rule()));
    ledger.groups().forEach(g -> count("spillway_group_taken", g.taken(), "group", g.group()));
    status.sources().forEach(this::sourceStatus);
    status.sinks().forEach(this::lane);
    ledger.rescue().forEach(this::rescueStore);
    rescue(status.rescue());
    replay(status.replay());
    gauge("spillway_ledger_balanced", ledger.balanced() ? 1 : 0);
    gauge("spillway_drain_seconds", drainSeconds);
  }

  private void source(SourceTally.Reading s) {
    String name = s.source();
    outcome("spillway_source_records", "source", name, "accepted", s.accepted());
    outcome("spillway_source_records", "source", name, "parsed", s.parsed());
    outcome("spillway_source_records", "source", name, "missed", s.missed());
    outcome("spillway_source_records", "source", name, "intercepted", s.intercepted());
    outcome("spillway_source_records", "source", name, "failed", s.failed());
    outcome("spillway_source_records", "source", name, "discarded", s.discarded());
    gauge("spillway_source_in_parse", s.inParse(), "source", name);
    count("spillway_source_bytes", s.bytes(), "source", name);
    count("spillway_source_batches", s.batches(), "source", name);
    count("spillway_source_connections", s.connections(), "source", name);
    reasons("spillway_source_reasons", "source", name, s.reasons());
  }

  private void sink(SinkTally.Reading s) {
    String name = s.sink();
    outcome("spillway_sink_records", "sink", name, "offered", s.offered());
    outcome("spillway_sink_records", "sink", name, "delivered", s.delivered());
    outcome("spillway_sink_records", "sink", name, "rescued", s.rescued());
    outcome("spillway_sink_records", "sink", name, "rejected", s.rejected());
    outcome("spillway_sink_records", "sink", name, "discarded", s.discarded());
    outcome("spillway_sink_records", "sink", name, "undelivered", s.undelivered());
    gauge("spillway_sink_in_flight", s.inFlight(), "sink", name);
    count("spillway_sink_retries", s.retries(), "sink", name);
    count("spillway_sink_resent", s.resent(), "sink", name);
    count("spillway_sink_bytes", s.bytes(), "sink", name);
    reasons("spillway_sink_reasons", "sink", name, s.reasons());
  }

  private void sourceStatus(SourceStatus s) {
    gauge("spillway_source_connections_open", s.connectionsOpen(), "source", s.source());
    follow(s.source(), s.follow());
    journal(s.source(), s.journal());
    s.closedBy()
        .forEach(
            (reason, n) ->
                count("spillway_connections_closed", n, "source", s.source(), "reason", reason));
    s.batchTriggers()
        .forEach(
            (trigger, n) ->
                count("spillway_batch_trigger", n, "source", s.source(), "trigger", trigger));
  }

  private void follow(String source, Map<String, Long> follow) {
    if (!follow.isEmpty()) {
      gauge("spillway_follow_files", follow.getOrDefault("files", 0L), "source", source);
      gauge("spillway_follow_open_files", follow.getOrDefault("open", 0L), "source", source);
      gauge(
          "spillway_follow_behind_bytes",
          follow.getOrDefault("behind_bytes", 0L),
          "source",
          source);
      count("spillway_follow_rotated", follow.getOrDefault("rotated", 0L), "source", source);
      count("spillway_follow_truncated", follow.getOrDefault("truncated", 0L), "source", source);
      count(
          "spillway_follow_unread_bytes",
          follow.getOrDefault("unread_bytes", 0L),
          "source",
          source);
    }
  }

  private void journal(String source, Map<String, Long> its) {
    if (!its.isEmpty()) {
      gauge("spillway_journal_bytes", its.getOrDefault("bytes", 0L), "source", source);
      gauge("spillway_journal_segments", its.getOrDefault("segments", 0L), "source", source);
      gauge(
          "spillway_journal_unsettled_batches",
          its.getOrDefault("unsettled_batches", 0L),
          "source",
          source);
      gauge(
          "spillway_journal_unsettled_records",
          its.getOrDefault("unsettled_records", 0L),
          "source",
          source);
      count(
          "spillway_journal_written_records",
          its.getOrDefault("written_records", 0L),
          "source",
          source);
      count(
          "spillway_journal_recovered_records",
          its.getOrDefault("from_journal", 0L),
          "source",
          source);
    }
  }

  private void lane(SinkStatus s) {
    gauge("spillway_lane_pending_records", s.pendingRecords(), "sink", s.sink());
    gauge("spillway_lane_pending_bytes", s.pendingBytes(), "sink", s.sink());
    gauge("spillway_lane_attempt", s.attempt(), "sink", s.sink());
    for (String state : LANE_STATES) {
      gauge(
          "spillway_lane_state", state.equals(s.state()) ? 1 : 0, "sink", s.sink(), "state", state);
    }
  }

  private void rescueStore(RescueTally.Reading r) {
    String name = r.store();
    outcome("spillway_rescue_records", "store", name, "found", r.found());
    outcome("spillway_rescue_records", "store", name, "rescued", r.rescued());
    outcome("spillway_rescue_records", "store", name, "imported", r.imported());
    outcome("spillway_rescue_records", "store", name, "replayed", r.replayed());
    outcome("spillway_rescue_records", "store", name, "rejected", r.rejected());
    outcome("spillway_rescue_records", "store", name, "set_aside", r.setAside());
    outcome("spillway_rescue_records", "store", name, "discarded", r.discarded());
    gauge("spillway_rescue_held", r.held(), "store", name);
  }

  private void rescue(RescueStatus r) {
    gauge("spillway_rescue_full", r.full() ? 1 : 0);
    gauge("spillway_rescue_files", r.files().size());
    gauge("spillway_rescue_bytes", r.bytes());
    gauge("spillway_rescue_bytes_left", r.bytesLeft());
    gauge("spillway_rescue_oldest_seconds", r.oldestSeconds());
    gauge("spillway_rescue_seconds_left", r.secondsLeft());
  }

  private void replay(ReplayStatus r) {
    for (String state : REPLAY_STATES) {
      gauge("spillway_replay_state", state.equals(r.state()) ? 1 : 0, "state", state);
    }
    gauge("spillway_replay_records", r.records());
    gauge("spillway_replay_replayed", r.replayed());
    gauge("spillway_replay_rejected", r.rejected());
    gauge("spillway_replay_files_left", r.filesLeft());
    gauge("spillway_replay_records_per_second", r.perSecond());
    gauge("spillway_replay_seconds_left", r.underWay() ? r.secondsLeft() : -1);
  }

  private void outcome(String metric, String part, String name, String outcome, long total) {
    count(metric, total, part, name, "outcome", outcome);
  }

  private void reasons(String metric, String part, String name, Map<Reason, Long> reasons) {
    reasons.forEach((reason, n) -> count(metric, n, part, name, "reason", reason.word()));
  }

  private void count(String metric, long total, String... tags) {
    String key = metric + String.join("\u0000", tags);
    long added = total - last.getOrDefault(key, 0L);
    last.put(key, total);
    Kamon.counter(metric).withTags(tagSet(tags)).increment(Math.max(0, added));
  }

  private void gauge(String metric, long value, String... tags) {
    gauge(metric, (double) value, tags);
  }

  private void gauge(String metric, double value, String... tags) {
    Kamon.gauge(metric).withTags(tagSet(tags)).update(value);
  }

  private TagSet tagSet(String... tags) {
    TagSet set = TagSet.of("node", node);
    for (int i = 0; i < tags.length; i += 2) {
      set = set.withTag(tags[i], tags[i + 1]);
    }
    return set;
  }
}
