package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects (RFC 8259): of an event its fields, of what went another way which record it is and
 * why it is there. What is not UTF-8 in an event becomes U+FFFD, and is counted.
 */
final class JsonBody implements Body {
  private final OutBuffer out;
  private final EventMembers members;
  private final EventMembers intercepted;
  private final InfraLine infra;
  private final LongConsumer replaced;
  private boolean plain;
  private @Nullable Events events;

  JsonBody(OutBuffer out, Tags tags, LongConsumer replaced) {
    this.out = out;
    this.members = new EventMembers(out, tags);
    this.intercepted = new EventMembers(out, Tags.NONE);
    this.infra = new InfraLine(out, intercepted, tags);
    this.replaced = replaced;
  }

  @Override
  public void begin(Share share) {
    events = share.events();
    members.begin(share.events());
    intercepted.begin(share.events());
    plain = share.kind() == Share.Kind.EVENT || share.kind() == Share.Kind.MONITOR;
    if (!plain) {
      infra.begin(share);
    }
  }

  @Override
  public void write(int record) {
    Events from = events;
    if (!plain || from == null) {
      infra.write(record);
      return;
    }
    members.write(from, record);
    out.room(1)[out.length()] = '}';
    out.to(out.length() + 1);
  }

  @Override
  public void end() {
    long n = members.takeReplaced() + intercepted.takeReplaced();
    if (n > 0) {
      replaced.accept(n);
    }
  }
}
