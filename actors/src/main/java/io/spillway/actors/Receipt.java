package io.spillway.actors;

import io.spillway.streams.ledger.LedgerReading;
import java.util.List;

/**
 * The ledger's closing statement: what became of every record of this run.
 *
 * @param cause what made the node stop
 * @param verdict delivered, safe, undelivered, unsure or imbalance
 * @param exitStatus 0, 10 or 20; 78 of a node that could not start
 * @param sourcesSeconds from the start of the drain until the last source had handed on its input
 * @param drainSeconds from the start of the drain until the last lane had ended
 * @param connectionsCutWhileSending connections closed although their peer still sent
 * @param bytesLeftUnread bytes in the kernel's buffers that nobody read; -1 where the system can't
 *     say
 * @param problems what the counts can't say: a sink that could not make sure of what it took,
 *     records lost by a fault of the node
 * @param undelivered records that no sink took, by sink
 * @param rescueFiles what is kept, in this and earlier runs
 * @param ledger every count of the equations
 */
public record Receipt(
    String node,
    String started,
    String ended,
    String cause,
    String verdict,
    int exitStatus,
    double sourcesSeconds,
    double drainSeconds,
    long connectionsCutWhileSending,
    long bytesLeftUnread,
    List<String> problems,
    List<Left> undelivered,
    List<RescueStatus.File> rescueFiles,
    LedgerReading ledger)
    implements AdminMessage {

  /** The same of a process that ends with another status: it could not start. */
  public Receipt endingWith(int status) {
    return new Receipt(
        node,
        started,
        ended,
        cause,
        verdict,
        status,
        sourcesSeconds,
        drainSeconds,
        connectionsCutWhileSending,
        bytesLeftUnread,
        problems,
        undelivered,
        rescueFiles,
        ledger);
  }

  /** Records that one sink's lane could not deliver before the deadline. */
  public record Left(String sink, long records) {}
}
