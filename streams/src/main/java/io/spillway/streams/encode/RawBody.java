package io.spillway.streams.encode;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import org.jspecify.annotations.Nullable;

/** The record as it came; of a residue its tail. */
final class RawBody implements Body {
  private final OutBuffer out;
  private @Nullable Share share;

  RawBody(OutBuffer out) {
    this.out = out;
  }

  @Override
  public void begin(Share next) {
    share = next;
  }

  @Override
  public void write(int record) {
    if (share == null) {
      return;
    }
    Events events = share.events();
    if (share.kind() == Share.Kind.RESIDUE) {
      out.append(
          events.residueBytes(record), events.residueStart(record), events.residueEnd(record));
    } else {
      Batch batch = events.batch();
      out.append(batch.slab(), batch.start(record), batch.end(record));
    }
  }
}
