package io.spillway.streams.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a journal holds.
 *
 * @param bytes of all segments
 * @param unsettledBatches passed on, or to be, and not noted as settled: what would come again if
 *     the process were killed now
 * @param writtenRecords fsynced in this run
 * @param fromJournal records that this run found and passed on again
 */
public record JournalCounts(
    long bytes,
    long segments,
    long unsettledBatches,
    long unsettledRecords,
    long writtenRecords,
    long fromJournal) {

  /** By the names that users see. */
  public Map<String, Long> byName() {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("bytes", bytes);
    all.put("segments", segments);
    all.put("unsettled_batches", unsettledBatches);
    all.put("unsettled_records", unsettledRecords);
    all.put("written_records", writtenRecords);
    all.put("from_journal", fromJournal);
    return all;
  }
}
