package io.spillway.app.http;

import io.spillway.actors.NodeStatus;
import io.spillway.actors.Receipt;
import io.spillway.app.explain.Explanation;
import io.spillway.app.tap.TapDesk;
import io.spillway.app.tap.TapRequest;
import io.spillway.streams.ledger.LedgerReading;
import java.util.concurrent.CompletionStage;

/** What the admin routes need of the process around the actors. */
public interface AdminNode {
  /** Whether the node takes input: all sources run and no drain has begun. */
  boolean ready();

  /** Whether a drain has begun; while it has not, a node that is not ready is starting. */
  boolean draining();

  /** The metrics page in Prometheus' text format 0.0.4. */
  String metrics();

  /** The status with what only the process knows: version, pid, folders. */
  Object describe(NodeStatus status);

  /** The ledger with the node's name and the time. */
  Object describe(LedgerReading ledger);

  /** Reads the configuration again and changes what differs; never fails. */
  CompletionStage<ReloadReceipt> reload(String cause);

  /** Opens a tap, or says what is wrong with the request. */
  TapDesk.Answer tap(TapRequest request);

  /** The pipeline of the configuration that runs, and what it guarantees. */
  Explanation explain();

  /** Begins a drain, or joins the one under way. */
  CompletionStage<Receipt> drain(String cause);
}
