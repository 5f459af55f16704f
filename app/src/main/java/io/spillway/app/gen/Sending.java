package io.spillway.app.gen;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One connection's progress through its block, over and over. */
final class Sending {
  private static final int WRITES_AT_ONCE = 4;

  private final Outlet outlet;
  private final Block block;
  private final ByteBuffer view;
  private final boolean marked;
  private final int connection;
  private final SendLog log;

  /** Sequence of the block's first line in this round. */
  private long first;

  private long bytes;
  private String broken = "";

  Sending(Outlet outlet, Block block, boolean marked, int connection, SendLog log) {
    this.connection = connection;
    this.log = log;
    this.outlet = outlet;
    this.block = block;
    this.view = block.view();
    this.marked = marked;
  }

  Outlet outlet() {
    return outlet;
  }

  /** Lines written completely. */
  long lines() {
    return first + block.linesIn(view.position());
  }

  long bytes() {
    return bytes;
  }

  /** Why the connection ended before its time; empty if it did not. */
  String broken() {
    return broken;
  }

  /** Writes as much of the lines up to {@code due} as is taken now; tells whether any was. */
  boolean advance(long due) {
    long before = bytes;
    long linesBefore = lines();
    try {
      for (int i = 0; i < WRITES_AT_ONCE && write(due); i++) {
        startOver();
      }
    } catch (IOException gone) {
      broken = gone.getMessage() == null ? gone.toString() : gone.getMessage();
    }
    if (bytes > before) {
      log.sent(connection, before, lines() - linesBefore, bytes - before);
    }
    return bytes > before;
  }

  private boolean write(long due) throws IOException {
    int end = block.start((int) Math.max(0, Math.min(due - first, block.lines())));
    int from = view.position();
    if (end <= from) {
      return false;
    }
    if (from == 0 && marked) {
      block.number(first);
    }
    outlet.write(view.limit(end), block);
    bytes += view.position() - from;
    return view.position() == end;
  }

  private void startOver() {
    if (view.position() == block.bytes()) {
      view.position(0);
      first += block.lines();
    }
  }
}
