package io.spillway.streams.encode;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Records as JSON lines (RFC 8259): events as an object of their fields, what went another way as a
 * line that says which record it is and why it is there. What is not UTF-8 in an event becomes
 * U+FFFD, and is counted.
 */
public final class JsonEncoder implements Encoder {
  private static final byte[] LINE_FEED = {'\n'};

  private final OutBuffer out = new OutBuffer();
  private final EventMembers members;
  private final EventMembers intercepted;
  private final InfraLine infra;
  private final LongConsumer replaced;

  /**
   * An encoder for one worker.
   *
   * @param replaced told how many U+FFFD were put in, once per call that put some in
   */
  public JsonEncoder(Tags tags, Rules rules, LongConsumer replaced) {
    this.members = new EventMembers(out, tags);
    this.intercepted = new EventMembers(out, Tags.NONE);
    this.infra = new InfraLine(out, intercepted, tags, rules);
    this.replaced = replaced;
  }

  @Override
  public Outgoing encode(List<Share> shares) {
    out.clear();
    for (Share share : shares) {
      out.expect(share.count());
      members.begin(share.events());
      intercepted.begin(share.events());
      switch (share.kind()) {
        case EVENT, MONITOR -> events(share);
        case TEXT -> texts(share.batch(), share);
        default -> infra.write(share);
      }
    }
    long n = members.takeReplaced() + intercepted.takeReplaced();
    if (n > 0) {
      replaced.accept(n);
    }
    return out.finish();
  }

  private void texts(Batch batch, Share share) {
    for (int i = 0; i < share.count(); i++) {
      int record = share.record(i);
      out.append(batch.slab(), batch.start(record), batch.end(record));
      out.append(LINE_FEED, 0, 1);
      out.endRecord();
    }
  }

  private void events(Share share) {
    Events events = share.events();
    for (int i = 0; i < share.count(); i++) {
      members.write(events, share.record(i));
      byte[] to = out.room(2);
      int at = out.length();
      to[at] = '}';
      to[at + 1] = '\n';
      out.to(at + 2);
      out.endRecord();
    }
  }
}
