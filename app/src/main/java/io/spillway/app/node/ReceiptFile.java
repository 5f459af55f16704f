package io.spillway.app.node;

import io.spillway.actors.Json;
import io.spillway.actors.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * {@code receipt.json} in the data folder: the last run's receipt, one line; that of the rescue
 * daemon, which has no sources, beside it. Written aside, fsynced and renamed, so that a reader
 * sees the old one or the new one.
 */
final class ReceiptFile {
  private final Path file;

  ReceiptFile(Path dataDir, RunOptions.Recovery recovery) {
    boolean node = recovery == RunOptions.Recovery.NONE;
    this.file = dataDir.resolve(node ? "receipt.json" : "rescue-receipt.json");
  }

  Path path() {
    return file;
  }

  void write(Receipt receipt) throws IOException {
    Files.createDirectories(file.getParent());
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes =
          ByteBuffer.wrap((Json.line(receipt) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(false);
    }
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
