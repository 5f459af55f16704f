package io.spillway.app.gen;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A stream, as standard output is; it may block, and whoever opened it closes it. */
final class StreamOutlet implements Outlet {
  private final OutputStream out;

  StreamOutlet(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(ByteBuffer bytes, Block block) throws IOException {
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    out.write(all);
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }

  @Override
  public void close() {}
}
