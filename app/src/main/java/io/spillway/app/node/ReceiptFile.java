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
 * {@code receipt.json} in the data folder: the last run's receipt, one line. There is none while a
 * run lasts, nor after one that was killed. Written aside, fsynced and renamed, so that a reader
 * sees all of it or nothing.
 */
final class ReceiptFile {
  private final Path file;
  private final Path previous;

  /** Runs that only bring rescue files back have one of their own, {@code rescue-receipt.json}. */
  ReceiptFile(Path dataDir, RunOptions.Recovery recovery) {
    String name = recovery == RunOptions.Recovery.NONE ? "receipt" : "rescue-receipt";
    file = dataDir.resolve(name + ".json");
    previous = dataDir.resolve(name + "-previous.json");
  }

  /** A run begins: what is there is of one before, and nobody must take it for this one's. */
  void setAside() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try {
      Files.move(
          file, previous, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new IOException(
          "the receipt of the run before, " + file + ", can't be moved to " + previous + ": " + e,
          e);
    }
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
