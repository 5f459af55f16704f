package io.spillway.actors;

import io.spillway.streams.ledger.BatchTrigger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a source says of itself.
 *
 * @param state {@code starting}, {@code running}, {@code paused}, {@code draining}, {@code
 *     drained}, {@code finished} or {@code failed}
 * @param address where it listens, empty for files
 * @param paths absolute paths it reads, empty for sockets
 * @param closedBy closed connections by reason
 * @param batchTriggers batches by what made them leave: {@code size}, {@code time} or {@code end}
 * @param problem why it failed, or empty
 * @param follow of files that are followed: {@code files}, {@code open}, {@code behind_bytes},
 *     {@code rotated}, {@code truncated}, {@code unread_bytes}; else empty
 * @param journal of a journal: {@code bytes}, {@code segments}, {@code unsettled_batches}, {@code
 *     unsettled_records}, {@code written_records}, {@code from_journal}; else empty
 */
public record SourceStatus(
    String source,
    String type,
    String state,
    String address,
    List<String> paths,
    long connectionsOpen,
    long connectionsTotal,
    long accepted,
    Map<String, Long> closedBy,
    Map<String, Long> batchTriggers,
    String problem,
    Map<String, Long> follow,
    Map<String, Long> journal)
    implements AdminMessage {

  /** Of a source that follows no files, and has no journal. */
  SourceStatus(
      String source,
      String type,
      String state,
      String address,
      List<String> paths,
      long connectionsOpen,
      long connectionsTotal,
      long accepted,
      Map<String, Long> closedBy,
      Map<String, Long> batchTriggers,
      String problem) {
    this(
        source,
        type,
        state,
        address,
        paths,
        connectionsOpen,
        connectionsTotal,
        accepted,
        closedBy,
        batchTriggers,
        problem,
        Map.of(),
        Map.of());
  }

  /** Counts by trigger as the words that users see. */
  static Map<String, Long> words(Map<BatchTrigger, Long> triggers) {
    Map<String, Long> words = new TreeMap<>();
    triggers.forEach((trigger, n) -> words.put(trigger.word(), n));
    return words;
  }
}
