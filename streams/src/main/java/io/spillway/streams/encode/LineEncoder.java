package io.spillway.streams.encode;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import java.util.List;

/** Records as some {@link Body} writes them, each ended by a line end. Not thread-safe. */
final class LineEncoder implements Encoder {
  private final OutBuffer out;
  private final Body body;
  private final byte[] lineEnd;

  /** An encoder whose body writes to {@code out}. */
  LineEncoder(OutBuffer out, Body body, byte[] lineEnd) {
    this.out = out;
    this.body = body;
    this.lineEnd = lineEnd;
  }

  @Override
  public Outgoing encode(List<Share> shares) {
    out.clear();
    for (Share share : shares) {
      out.expect(share.count());
      boolean written = share.kind() == Share.Kind.TEXT;
      if (!written) {
        body.begin(share);
      }
      for (int i = 0; i < share.count(); i++) {
        int record = share.record(i);
        if (written) {
          Batch batch = share.batch();
          out.append(batch.slab(), batch.start(record), batch.end(record));
        } else {
          body.write(record);
        }
        out.append(lineEnd, 0, lineEnd.length);
        out.endRecord();
      }
    }
    body.end();
    return out.finish();
  }
}
