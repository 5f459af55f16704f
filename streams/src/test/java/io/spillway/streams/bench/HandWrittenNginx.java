package io.spillway.streams.bench;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;

/**
 * The access line parsed by byte loops written for it alone: what a rule is measured against. Same
 * fields, same checks of number, address and time, same {@link Events} as the matcher's.
 */
final class HandWrittenNginx {
  private final Names names = new Names();
  private final int client = names.intern("client");
  private final int time = names.intern("time");
  private final int request = names.intern("request");
  private final int status = names.intern("status");
  private final int bytes = names.intern("bytes");
  private final int referer = names.intern("referer");
  private final int agent = names.intern("agent");
  private final int forwarded = names.intern("forwarded");

  Events parse(Batch batch) {
    Events events = new Events(batch, names, new byte[0], batch.count() * 9, batch.count() * 28);
    for (int i = 0; i < batch.count(); i++) {
      line(events, batch.slab(), batch.start(i), batch.end(i));
      events.parsed(0);
    }
    return events;
  }

  private void line(Events events, byte[] in, int start, int end) {
    int p = address(in, start);
    events.add(client, FieldType.IP, Events.IN_SLAB, start, p);
    p = until(in, p + 1, end, ' ') + 1;
    p = until(in, p, end, ' ') + 2;
    p = time(events, in, p) + 3;
    int from = p;
    p = until(in, p, end, '"');
    events.add(request, FieldType.TEXT, Events.IN_SLAB, from, p);
    from = p + 2;
    p = digits(in, from, end);
    events.add(status, FieldType.NUMBER, Events.IN_SLAB, from, p);
    from = p + 1;
    p = digits(in, from, end);
    events.add(bytes, FieldType.NUMBER, Events.IN_SLAB, from, p);
    from = p + 2;
    p = until(in, from, end, '"');
    events.add(referer, FieldType.TEXT, Events.IN_SLAB, from, p);
    from = p + 3;
    p = until(in, from, end, '"');
    events.add(agent, FieldType.TEXT, Events.IN_SLAB, from, p);
    from = p + 3;
    p = until(in, from, end, '"');
    events.add(forwarded, FieldType.TEXT, Events.IN_SLAB, from, p);
    if (p + 1 != end) {
      throw new IllegalStateException("not such a line");
    }
  }

  private static int address(byte[] in, int at) {
    int p = at;
    for (int part = 0; part < 4; part++) {
      int value = 0;
      while (in[p] >= '0' && in[p] <= '9') {
        value = value * 10 + in[p++] - '0';
      }
      if (value > 255 || in[p] != (part < 3 ? '.' : ' ')) {
        throw new IllegalStateException("not such a line");
      }
      p++;
    }
    return p - 1;
  }

  private int time(Events events, byte[] in, int at) {
    byte[] out = events.scratch(25);
    int to = events.scratchLength();
    System.arraycopy(in, at + 7, out, to, 4);
    out[to + 4] = '-';
    int month =
        switch (in[at + 3] << 16 | in[at + 4] << 8 | in[at + 5]) {
          case 'J' << 16 | 'a' << 8 | 'n' -> 1;
          case 'F' << 16 | 'e' << 8 | 'b' -> 2;
          case 'M' << 16 | 'a' << 8 | 'r' -> 3;
          case 'A' << 16 | 'p' << 8 | 'r' -> 4;
          case 'M' << 16 | 'a' << 8 | 'y' -> 5;
          case 'J' << 16 | 'u' << 8 | 'n' -> 6;
          case 'J' << 16 | 'u' << 8 | 'l' -> 7;
          case 'A' << 16 | 'u' << 8 | 'g' -> 8;
          case 'S' << 16 | 'e' << 8 | 'p' -> 9;
          case 'O' << 16 | 'c' << 8 | 't' -> 10;
          case 'N' << 16 | 'o' << 8 | 'v' -> 11;
          default -> 12;
        };
    out[to + 5] = (byte) ('0' + month / 10);
    out[to + 6] = (byte) ('0' + month % 10);
    out[to + 7] = '-';
    out[to + 8] = in[at];
    out[to + 9] = in[at + 1];
    out[to + 10] = 'T';
    System.arraycopy(in, at + 12, out, to + 11, 8);
    System.arraycopy(in, at + 21, out, to + 19, 3);
    out[to + 22] = ':';
    out[to + 23] = in[at + 24];
    out[to + 24] = in[at + 25];
    events.keepScratch(25);
    events.add(time, FieldType.TIME, Events.IN_SCRATCH, to, to + 25);
    return at + 26;
  }

  private static int until(byte[] in, int at, int end, char mark) {
    int p = at;
    while (p < end && in[p] != mark) {
      p++;
    }
    return p;
  }

  private static int digits(byte[] in, int at, int end) {
    int p = at;
    while (p < end && in[p] >= '0' && in[p] <= '9') {
      p++;
    }
    return p;
  }
}
