package io.spillway.streams.rescue;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.wpl.Matcher;
import io.spillway.streams.wpl.RuleSet;
import java.io.ByteArrayOutputStream;

/**
 * Each line is a record that was not parsed, as of a source with {@code rules = []}; without its CR
 * LF or LF, an empty one too. Ids are those of a file that was never read before.
 */
final class PlainLines implements ImportedLines {
  private static final String SOURCE = "import";

  private final Origin origin;
  private final String sink;
  private final long nowMillis;
  private final Matcher matcher = RuleSet.raw().matcher();
  private final RescueEncoder encoder;
  private long offset;
  private long records;

  PlainLines(String node, String generation, ImportRequest request, long nowMillis) {
    this.origin = new Origin(node, SOURCE, SOURCE + "/" + generation, request.name(), 0);
    this.sink = request.sink();
    this.nowMillis = nowMillis;
    this.encoder = new RescueEncoder(sink, new RawEncoder());
  }

  @Override
  public void take(byte[] in, int end, ByteArrayOutputStream to) {
    int[] bounds = bounds(in, end);
    int count = bounds.length / 2;
    Batch batch =
        new Batch(origin, in, bounds, count, offset, false, nowMillis, new Settlement(() -> {}));
    Share share = new Share(matcher.match(batch), Share.Kind.EVENT, null);
    encoder.clear();
    encoder.add(share, 0, count, Reason.IMPORTED, 0, "");
    RescueGroup made = encoder.group(RescueGroup.Place.RESCUED, false);
    to.write(made.bytes(), 0, made.length());
    offset += end;
    records += count;
  }

  private static int[] bounds(byte[] in, int end) {
    int lines = 0;
    for (int i = 0; i < end; i++) {
      lines += in[i] == '\n' ? 1 : 0;
    }
    int[] bounds = new int[2 * lines];
    int start = 0;
    int at = 0;
    for (int i = 0; i < end; i++) {
      if (in[i] == '\n') {
        bounds[at++] = start;
        bounds[at++] = i > start && in[i - 1] == '\r' ? i - 1 : i;
        start = i + 1;
      }
    }
    return bounds;
  }

  @Override
  public long records() {
    return records;
  }

  @Override
  public String sink() {
    return sink;
  }
}
