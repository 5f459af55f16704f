package io.spillway.streams.journal;

import io.spillway.streams.rescue.OwnerLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All journals of a node, a folder for each source: opened before its sources, closed when they
 * have ended. Whoever has the lock of the folder owns them; there is none until a journal is wanted
 * or was left. Thread-safe.
 */
public final class Journals implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.journal");
  private static final long RETRY_SECONDS = 1;

  private final Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool(Journals::thread);
  private final Map<String, Journal> bySource = new HashMap<>();
  private @Nullable OwnerLock lock;

  private Journals(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads what an earlier run left, of these sources; others are told and left.
   *
   * @param sources that can have a journal
   * @param wanted whether any will write one
   * @throws IOException with a message for people if it can't be read, or another process has it
   */
  public static Journals open(Path folder, Collection<String> sources, boolean wanted)
      throws IOException {
    Journals journals = new Journals(folder);
    if (wanted || Files.isDirectory(folder)) {
      journals.lock();
      for (String left : left(folder)) {
        if (sources.contains(left)) {
          journals.bySource.put(left, journals.journal(left, JournalSettings.OFF));
        } else {
          journals.unknown(left);
        }
      }
    }
    return journals;
  }

  /** For a node without sources: leaves the folder alone. */
  public static Journals none(Path folder) {
    return new Journals(folder);
  }

  /** Names of sources with something in their journals. */
  public static List<String> left(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        for (Path its : all.filter(Files::isDirectory).sorted().toList()) {
          if (!SegmentName.list(its).isEmpty()) {
            names.add(its.getFileName().toString());
          }
        }
      }
    }
    return names;
  }

  private void unknown(String source) throws IOException {
    Path its = folder.resolve(source);
    LOG.error(
        "journal left over source={} segments={} folder={}: no tcp or syslog source has that name;"
            + " it stays there until one has, which then delivers what is in it",
        source,
        SegmentName.list(its).size(),
        its);
  }

  private void lock() throws IOException {
    if (lock == null) {
      Optional<OwnerLock> taken = taken();
      if (taken.isEmpty()) {
        throw new IOException(
            "journal folder "
                + folder
                + " is in use by process "
                + OwnerLock.holder(folder)
                + "; two nodes need a data-dir each");
      }
      lock = taken.get();
    }
  }

  private Optional<OwnerLock> taken() throws IOException {
    try {
      Files.createDirectories(folder);
      return OwnerLock.take(folder);
    } catch (IOException e) {
      throw new IOException("journal folder " + folder + " can't be used: " + e, e);
    }
  }

  private Journal journal(String source, JournalSettings settings) throws IOException {
    Executor later = CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, threads);
    return new Journal(
        source, folder.resolve(source), settings, SegmentOutput.FILES, threads, later);
  }

  /**
   * Opens the journal of a source that is to write one, or that an earlier run left one: all that
   * can fail of {@link #of}. Blocks.
   *
   * @throws IOException with a message for people if it can't be read, or another process has it
   */
  synchronized void prepare(String source, boolean wanted) throws IOException {
    if (wanted) {
      lock();
    }
    boolean needed = wanted || (lock != null && left(folder).contains(source));
    if (needed && !bySource.containsKey(source)) {
      bySource.put(source, journal(source, JournalSettings.OFF));
    }
  }

  /** What was opened for a source; null if it has no journal. */
  synchronized @Nullable Journal of(String source) {
    return bySource.get(source);
  }

  /** Of all other sources nothing comes any more; when all is settled their journals go. */
  public synchronized void retain(Collection<String> sources) {
    bySource.forEach(
        (source, journal) -> {
          if (!sources.contains(source)) {
            journal.retire();
          }
        });
  }

  Executor threads() {
    return threads;
  }

  /** Ends them when their sources have ended. Blocks. */
  @Override
  public synchronized void close() throws IOException {
    try {
      for (Journal journal : bySource.values()) {
        journal.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
    if (lock != null) {
      lock.close();
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "spillway-journal");
    thread.setDaemon(true);
    return thread;
  }
}
