package io.spillway.streams.encode;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import java.util.List;

/**
 * Records as they came, each ended by a newline; of residues the tail. A whole batch of lines is
 * passed through without copying, of a part of one each run of neighbours is copied at once.
 */
public final class RawEncoder implements Encoder {
  private final OutBuffer out = new OutBuffer();

  @Override
  public Outgoing encode(List<Share> shares) {
    out.clear();
    for (Share share : shares) {
      out.expect(share.count());
      if (share.kind() == Share.Kind.RESIDUE) {
        tails(share);
      } else if (!share.batch().lines()) {
        copyEach(share);
      } else if (share.selected() == null) {
        passThrough(share.batch());
      } else {
        copyRuns(share);
      }
    }
    return out.finish();
  }

  private void passThrough(Batch batch) {
    int start = batch.start(0);
    long shift = out.written() - start + 1;
    for (int record = 0; record < batch.count(); record++) {
      out.endRecordAt(batch.end(record) + shift);
    }
    out.pass(batch.slab(), start, batch.end(batch.count() - 1) + 1);
  }

  private void copyRuns(Share share) {
    Batch batch = share.batch();
    int count = share.count();
    for (int i = 0; i < count; ) {
      int start = batch.start(share.record(i));
      long shift = out.written() - start + 1;
      int next = i;
      do {
        out.endRecordAt(batch.end(share.record(next)) + shift);
        next++;
      } while (next < count && share.record(next) == share.record(next - 1) + 1);
      out.append(batch.slab(), start, batch.end(share.record(next - 1)) + 1);
      i = next;
    }
  }

  private void copyEach(Share share) {
    Batch batch = share.batch();
    for (int i = 0; i < share.count(); i++) {
      line(batch.slab(), batch.start(share.record(i)), batch.end(share.record(i)));
    }
  }

  private void tails(Share share) {
    Events events = share.events();
    for (int i = 0; i < share.count(); i++) {
      int record = share.record(i);
      line(events.residueBytes(record), events.residueStart(record), events.residueEnd(record));
    }
  }

  private void line(byte[] from, int start, int end) {
    int length = end - start;
    byte[] bytes = out.room(length + 1);
    System.arraycopy(from, start, bytes, out.length(), length);
    bytes[out.length() + length] = '\n';
    out.to(out.length() + length + 1);
    out.endRecord();
  }
}
