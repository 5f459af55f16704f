package io.spillway.streams.source.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A source's checkpoint: a text file that is appended to, a line for each change, and written anew
 * aside when it has grown too long, when it is opened, and after a write that failed. Whatever its
 * length is cut to, it opens with all lines that are whole; see {@link CheckpointLine}. One thread.
 */
final class CheckpointFile implements Closeable {
  static final String HEADER = "spillway follow checkpoint 1\n";
  private static final long LEAST_GROWTH = 1 << 20;

  private final Path path;
  private final Map<String, CheckpointEntry> entries = new LinkedHashMap<>();
  private final StringBuilder unwritten = new StringBuilder();
  private FileChannel channel;
  private long snapshotBytes;
  private boolean whole;
  private boolean anyLine;
  private int damaged;

  /** Opens or creates it, with its folder. */
  @SuppressWarnings("NullAway.Init") // rewrite() sets the channel
  CheckpointFile(Path path) throws IOException {
    this.path = path;
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    load();
    rewrite();
  }

  private void load() throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(path), UTF_8);
    } catch (NoSuchFileException none) {
      return;
    }
    int from = text.startsWith(HEADER) ? HEADER.length() : 0;
    for (int to; (to = text.indexOf('\n', from)) >= 0; from = to + 1) {
      apply(text.substring(from, to));
    }
    damaged += from < text.length() ? 1 : 0;
    boolean ours = anyLine || text.length() == HEADER.length() || HEADER.startsWith(text);
    if (!ours && !text.startsWith(HEADER)) {
      throw new IOException(path + " is not a checkpoint of followed files");
    }
  }

  private void apply(String line) {
    CheckpointLine read = CheckpointLine.read(line);
    anyLine |= read != null;
    if (read instanceof CheckpointLine.File file) {
      entries.put(file.entry().generation(), file.entry());
    } else if (read instanceof CheckpointLine.At at) {
      entries.computeIfPresent(at.generation(), (generation, entry) -> entry.at(at.point()));
    } else if (read instanceof CheckpointLine.Forget forget) {
      entries.remove(forget.generation());
    } else {
      damaged++;
    }
  }

  /** Lines that could not be read when it was opened, its first and a torn last one among them. */
  int damaged() {
    return damaged;
  }

  Collection<CheckpointEntry> entries() {
    return List.copyOf(entries.values());
  }

  void put(CheckpointEntry entry) {
    entries.put(entry.generation(), entry);
    unwritten.append(CheckpointLine.of(entry));
  }

  void move(String generation, Point point) {
    if (entries.computeIfPresent(generation, (same, entry) -> entry.at(point)) != null) {
      unwritten.append(CheckpointLine.of(generation, point));
    }
  }

  void forget(String generation) {
    if (entries.remove(generation) != null) {
      unwritten.append(CheckpointLine.forget(generation));
    }
  }

  /** Brings all changes to the disk; after a failure the next call writes everything anew. */
  void force() throws IOException {
    if (!whole) {
      rewrite();
    } else if (unwritten.length() > 0) {
      whole = false;
      CrashPoint.CHECKPOINT_DUE.pass();
      CrashPoint.CHECKPOINT_LINE.midway(
          unwritten.length(), n -> write(channel, unwritten.substring(0, n)));
      write(channel, unwritten.toString());
      channel.force(false);
      whole = true;
      unwritten.setLength(0);
      if (channel.size() > 2 * snapshotBytes + LEAST_GROWTH) {
        rewrite();
      }
    }
  }

  private void rewrite() throws IOException {
    whole = false;
    Path aside = path.resolveSibling(path.getFileName() + ".new");
    StringBuilder all = new StringBuilder(HEADER);
    entries.values().forEach(entry -> all.append(CheckpointLine.of(entry)));
    FileChannel fresh =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      write(fresh, all.toString());
      fresh.force(true);
      CrashPoint.CHECKPOINT_REWRITTEN.pass();
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
      forceFolder();
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    close();
    channel = fresh;
    snapshotBytes = fresh.size();
    unwritten.setLength(0);
    whole = true;
  }

  private void forceFolder() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
  }

  private static void write(FileChannel to, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
