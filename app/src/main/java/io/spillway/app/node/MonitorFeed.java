package io.spillway.app.node;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.flow.Share;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.route.Router;
import io.spillway.streams.wpl.Matcher;
import io.spillway.streams.wpl.RuleSet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the node's statistics into records of the {@code monitor} group. A window whose records
 * find the last one's still waiting for room is left out, with a warning: statistics must not pile
 * up.
 */
final class MonitorFeed implements Consumer<List<String>> {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.ledger");

  private final Origin origin;
  private RouteTable table;
  private final Matcher matcher = RuleSet.raw().matcher();
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private long offset;

  MonitorFeed(String node, Instant started, RouteTable table) {
    this.origin = new Origin(node, "monitor", started.toEpochMilli() + "/monitor", "self", 0);
    this.table = table;
  }

  @Override
  public synchronized void accept(List<String> records) {
    if (!last.isDone()) {
      LOG.warn("monitor records={} left out: the monitor lane is full", records.size());
      return;
    }
    last =
        Router.routeAll(
                table, table.infra().monitor(), Share.Kind.MONITOR, matcher.match(batch(records)))
            .toCompletableFuture();
  }

  /** From now on nothing is offered but to that table's group. */
  synchronized void change(RouteTable next) {
    table = next;
  }

  private Batch batch(List<String> records) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int[] bounds = new int[2 * records.size()];
    for (int i = 0; i < records.size(); i++) {
      bounds[2 * i] = lines.size();
      lines.writeBytes(records.get(i).getBytes(StandardCharsets.UTF_8));
      bounds[2 * i + 1] = lines.size();
      lines.write('\n');
    }
    byte[] slab = lines.toByteArray();
    long at = offset;
    offset += slab.length;
    return new Batch(
        origin,
        slab,
        bounds,
        records.size(),
        at,
        true,
        System.currentTimeMillis(),
        new Settlement(() -> {}));
  }
}
