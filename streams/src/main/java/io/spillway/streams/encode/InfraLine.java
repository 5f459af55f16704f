package io.spillway.streams.encode;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lines of infra groups: which record it is ({@code kind}, {@code id}, {@code time}, {@code
 * source}, {@code connection}, {@code peer}) and what there is to know of it. Missed: {@code rule},
 * {@code field}, {@code offset} and {@code expected} of the rule that got furthest, {@code raw},
 * which is what the rules saw, and {@code header}, what was cut off before. Residue: {@code rule}
 * and {@code residue}. Intercepted: {@code rule} and {@code event}. Failed: all of {@code rule},
 * {@code event} and {@code raw}. Bytes that are not UTF-8 are {@code {"b64":...}}.
 */
final class InfraLine {
  private final OutBuffer out;
  private final EventMembers members;
  private final Tags tags;
  private @Nullable Share share;
  private String time = "";

  InfraLine(OutBuffer out, EventMembers members, Tags tags) {
    this.out = out;
    this.members = members;
    this.tags = tags;
  }

  /** Records of this share come next. */
  void begin(Share next) {
    share = next;
    time = Instant.ofEpochMilli(next.batch().receivedAtMillis()).toString();
  }

  void write(int record) {
    if (share == null) {
      return;
    }
    write(share.kind(), share.events(), record, time);
  }

  /** A record of any kind; an event as what was intercepted, with what its rule left unread. */
  void write(Share.Kind kind, Events events, int record, String time) {
    head(kind, events.batch(), record, time);
    switch (kind) {
      case MISS -> missed(events, record);
      case RESIDUE -> residue(events, record);
      case INTERCEPTED, MONITOR -> event(events, record);
      case EVENT -> {
        event(events, record);
        if (events.hasResidue(record)) {
          rest(events, record);
        }
      }
      default -> failed(events, record);
    }
    tail();
  }

  /** A record as it was read. */
  void writeRaw(Share.Kind kind, Events events, int record, String time) {
    head(kind, events.batch(), record, time);
    if (events.rule(record) != Events.MISSED) {
      rule(events, events.rule(record));
    }
    raw(events.batch(), events.batch().start(record), record);
    tail();
  }

  private void head(Share.Kind kind, Batch batch, int record, String time) {
    Origin origin = batch.origin();
    JsonOut.plain(out, "{\"kind\":\"" + kind.word() + "\",\"id\":");
    JsonOut.text(out, origin.recordId(batch.offset(record)));
    JsonOut.plain(out, ",\"time\":\"" + time + "\",\"source\":");
    JsonOut.text(out, origin.source());
    JsonOut.plain(out, ",\"connection\":" + origin.connection() + ",\"peer\":");
    JsonOut.text(out, origin.peer());
  }

  private void missed(Events events, int record) {
    int rule = events.nearestRule(record);
    if (rule >= 0) {
      int field = events.nearestField(record);
      rule(events, rule);
      JsonOut.plain(out, ",\"field\":");
      JsonOut.text(out, events.names().rules().field().of(rule, field));
      JsonOut.plain(out, ",\"offset\":" + events.nearestOffset(record) + ",\"expected\":");
      JsonOut.text(out, events.names().rules().expected().of(rule, field));
    }
    raw(events.batch(), events.textStart(record), record);
    header(events, record);
  }

  private void residue(Events events, int record) {
    rule(events, events.rule(record));
    rest(events, record);
  }

  private void rest(Events events, int record) {
    JsonOut.plain(out, ",\"residue\":");
    JsonOut.exact(
        out, events.residueBytes(record), events.residueStart(record), events.residueEnd(record));
  }

  private void event(Events events, int record) {
    rule(events, events.rule(record));
    JsonOut.plain(out, ",\"event\":");
    members.write(events, record);
    JsonOut.plain(out, "}");
  }

  private void failed(Events events, int record) {
    if (events.rule(record) != Events.MISSED) {
      event(events, record);
    }
    raw(events.batch(), events.batch().start(record), record);
  }

  private void rule(Events events, int rule) {
    JsonOut.plain(out, ",\"rule\":");
    JsonOut.text(out, events.names().rules().name().apply(rule));
  }

  private void raw(Batch batch, int start, int record) {
    JsonOut.plain(out, ",\"raw\":");
    JsonOut.exact(out, batch.slab(), start, batch.end(record));
  }

  /** What was cut off before the rules saw the record, if anything was. */
  private void header(Events events, int record) {
    int start = events.batch().start(record);
    int text = events.textStart(record);
    if (text > start) {
      JsonOut.plain(out, ",\"header\":");
      JsonOut.exact(out, events.batch().slab(), start, text);
    }
  }

  private void tail() {
    if (tags.hasAny()) {
      JsonOut.plain(out, ",");
      out.append(tags.members(), 0, tags.members().length);
    }
    JsonOut.plain(out, "}");
  }
}
