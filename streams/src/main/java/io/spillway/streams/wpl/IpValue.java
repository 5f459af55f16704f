package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import java.util.BitSet;

/** {@code ip}, {@code ip_net}: addresses in canonical spelling; reads {@code localhost} too. */
final class IpValue extends ValueReader {
  private static final byte[] LOCALHOST = {'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't'};

  private final boolean net;

  IpValue(boolean net) {
    this.net = net;
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    int after = Addresses.v4End(run.in, at, end);
    if (after >= 0) {
      return emitV4(run, field, at, after, end);
    }
    after = Addresses.v6(run.in, at, end, run.address);
    if (after >= 0) {
      return emitV6(run, field, after, end);
    }
    if (!net && Bytes.startsWith(run.in, at, end, LOCALHOST)) {
      return emitLocalhost(run, field, at, end);
    }
    return Bytes.NONE;
  }

  private int emitV4(Run run, Field field, int at, int after, int end) {
    int stop = net ? prefixEnd(run.in, after, end, 32) : after;
    if (stop >= 0) {
      run.emit(field, net ? FieldType.TEXT : FieldType.IP, run.where, at, stop);
    }
    return stop;
  }

  private int emitV6(Run run, Field field, int after, int end) {
    int stop = net ? prefixEnd(run.in, after, end, 128) : after;
    if (stop < 0) {
      return Bytes.NONE;
    }
    Events events = run.events;
    byte[] out = events.scratch(Addresses.LONGEST + 4);
    int start = events.scratchLength();
    int to = Addresses.writeV6(run.address, out, start);
    for (int i = after; i < stop; i++) {
      out[to++] = run.in[i];
    }
    events.keepScratch(to - start);
    run.emit(field, net ? FieldType.TEXT : FieldType.IP, Events.IN_SCRATCH, start, to);
    return stop;
  }

  private static int emitLocalhost(Run run, Field field, int at, int end) {
    int after = at + LOCALHOST.length;
    if (after < end && Bytes.isWord(run.in[after])) {
      return Bytes.NONE;
    }
    Events events = run.events;
    byte[] out = events.scratch(9);
    int start = events.scratchLength();
    events.keepScratch(Addresses.ascii("127.0.0.1", out, start) - start);
    run.emit(field, FieldType.IP, Events.IN_SCRATCH, start, start + 9);
    return after;
  }

  private static int prefixEnd(byte[] in, int at, int end, int most) {
    if (at >= end || in[at] != '/') {
      return Bytes.NONE;
    }
    int after = Numbers.digitsEnd(in, at + 1, Math.min(end, at + 5));
    return after == at + 1 || after > at + 4 || Numbers.value(in, at + 1, after) > most
        ? Bytes.NONE
        : after;
  }

  @Override
  void firstBytes(BitSet set) {
    set.set('0', '9' + 1);
    set.set('a', 'f' + 1);
    set.set('A', 'F' + 1);
    set.set(':');
    set.set('l');
  }
}
