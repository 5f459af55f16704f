package io.spillway.streams.flow;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import io.spillway.streams.event.Rules;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Batches and shares for tests, without a source. */
public final class TestBatches {
  public static final Origin ORIGIN = new Origin("node", "web", "5-ab/web/7", "127.0.0.1:9", 7);

  private TestBatches() {}

  public static Batch batch(Settlement settlement, List<String> lines) {
    ByteArrayOutputStream slab = new ByteArrayOutputStream();
    int[] bounds = new int[2 * lines.size()];
    for (int i = 0; i < lines.size(); i++) {
      bounds[2 * i] = slab.size();
      slab.writeBytes(lines.get(i).getBytes(StandardCharsets.ISO_8859_1));
      bounds[2 * i + 1] = slab.size();
      slab.write('\n');
    }
    return new Batch(
        ORIGIN,
        slab.toByteArray(),
        bounds,
        lines.size(),
        1000,
        true,
        1_700_000_000_123L,
        settlement);
  }

  /** All records parsed by rule 0, without fields. */
  public static Events plain(Batch batch) {
    Names names = new Names();
    names.describe(new Rules(rule -> "/web/line", (r, field) -> "", (r, field) -> ""));
    Events events = new Events(batch, names, new byte[0], 0, 0);
    for (int i = 0; i < batch.count(); i++) {
      events.parsed(0);
    }
    return events;
  }

  /** A share of plain lines that its lane alone is owed; runs the action when it is settled. */
  public static Share share(Runnable whenSettled, String... lines) {
    return new Share(
        plain(batch(new Settlement(whenSettled), List.of(lines))), Share.Kind.EVENT, null);
  }

  public static Share share(String... lines) {
    return share(() -> {}, lines);
  }

  /** A share of one line of that many bytes. */
  public static Share big(int bytes) {
    return share(String.join("", Collections.nCopies(bytes, "x")));
  }
}
