package io.spillway.app.gen;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that all connections write to in turns of whole lines; whoever opened it closes it. */
final class FileOutlet implements Outlet {
  private final GrowingFile file;

  FileOutlet(GrowingFile file) {
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes, Block block) throws IOException {
    file.write(bytes);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
