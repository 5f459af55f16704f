package io.spillway.app.gen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file that all connections write to in turns of whole blocks; whoever opened it closes it. */
final class FileOutlet implements Outlet {
  private final FileChannel file;

  FileOutlet(FileChannel file) {
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes, Block block) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
