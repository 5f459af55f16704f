package io.spillway.streams.encode;

import io.spillway.streams.event.Events;
import io.spillway.streams.flow.Share;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Fields as {@code name=value} pairs, tags last; a value that is empty or holds a mark of the
 * format stands in quotes, with backslashes before quotes, backslashes and control characters. A
 * tag stands for a field of its name. A record that is no event is told by its kind, id and bytes.
 */
final class KvBody implements Body {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_PER_BYTE = 4;

  private final OutBuffer out;
  private final KvSettings settings;
  private final Tags tags;
  private @Nullable Share share;
  private boolean first;

  KvBody(KvSettings settings, OutBuffer out, Tags tags) {
    this.settings = settings;
    this.out = out;
    this.tags = tags;
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
    first = true;
    Events events = share.events();
    if (share.kind() != Share.Kind.EVENT && share.kind() != Share.Kind.MONITOR) {
      about(share, record);
    }
    for (int field = events.firstField(record); field < events.endField(record); field++) {
      if (!stoodFor(events, field, record)) {
        name(events.nameBytes(field), events.nameStart(field), events.nameEnd(field));
        value(events.valueBytes(field), events.start(field), events.end(field));
      }
    }
    if (tags.hasAny()) {
      tags.values().forEach(this::pair);
    }
  }

  /** Whether a tag or a later field of the same known name is written instead. */
  private boolean stoodFor(Events events, int field, int record) {
    if (tags.hasAny()
        && tags.has(events.nameBytes(field), events.nameStart(field), events.nameEnd(field))) {
      return true;
    }
    int id = events.nameId(field);
    for (int later = field + 1; id >= 0 && later < events.endField(record); later++) {
      if (events.nameId(later) == id) {
        return true;
      }
    }
    return false;
  }

  private void about(Share of, int record) {
    Events events = of.events();
    pair("kind", of.kind().word());
    pair("id", of.batch().origin().recordId(of.batch().offset(record)));
    pair("source", of.batch().origin().source());
    pair("peer", of.batch().origin().peer());
    if (events.rule(record) != Events.MISSED) {
      pair("rule", events.ruleName(record));
    }
    boolean residue = of.kind() == Share.Kind.RESIDUE;
    byte[] name = utf8(residue ? "residue" : "raw");
    name(name, 0, name.length);
    if (residue) {
      value(events.residueBytes(record), events.residueStart(record), events.residueEnd(record));
    } else {
      value(of.batch().slab(), of.batch().start(record), of.batch().end(record));
    }
  }

  private void pair(String name, String value) {
    byte[] nameBytes = utf8(name);
    byte[] valueBytes = utf8(value);
    name(nameBytes, 0, nameBytes.length);
    value(valueBytes, 0, valueBytes.length);
  }

  /** What a name may not hold becomes an underscore. */
  private void name(byte[] in, int start, int end) {
    byte[] to = out.room(end - start + 2);
    int at = out.length();
    if (!first) {
      to[at++] = settings.separator();
    }
    first = false;
    for (int i = start; i < end; i++) {
      to[at++] = isMark(in[i]) ? (byte) '_' : in[i];
    }
    to[at++] = settings.assign();
    out.to(at);
  }

  private void value(byte[] in, int start, int end) {
    byte[] to = out.room(MOST_PER_BYTE * (end - start) + 2);
    int at = out.length();
    boolean quoted = start == end;
    for (int i = start; i < end && !quoted; i++) {
      quoted = isMark(in[i]);
      to[at++] = in[i];
    }
    if (quoted) {
      at = quoted(in, start, end, to, out.length());
    }
    out.to(at);
  }

  private boolean isMark(byte b) {
    return (b >= 0 && b <= ' ')
        || b == '"'
        || b == '\\'
        || b == 0x7f
        || b == settings.separator()
        || b == settings.assign();
  }

  private static int quoted(byte[] in, int start, int end, byte[] to, int from) {
    int at = from;
    to[at++] = '"';
    for (int i = start; i < end; i++) {
      byte b = in[i];
      byte letter =
          (byte)
              switch (b) {
                case '"', '\\' -> b;
                case '\n' -> 'n';
                case '\r' -> 'r';
                case '\t' -> 't';
                default -> b >= 0 && b < ' ' ? 'x' : 0;
              };
      if (letter != 0) {
        to[at++] = '\\';
        to[at++] = letter;
      }
      if (letter == 'x') {
        to[at++] = HEX[b >> 4];
        to[at++] = HEX[b & 15];
      } else if (letter == 0) {
        to[at++] = b;
      }
    }
    to[at++] = '"';
    return at;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
