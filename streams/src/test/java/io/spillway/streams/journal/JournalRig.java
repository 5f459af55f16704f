package io.spillway.streams.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.ledger.SourceTally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a folder whose writer runs when the test says so, and what comes out of it. A kill
 * is another rig on the same folder: the first one's is never told.
 */
final class JournalRig {
  static final JournalSettings SETTINGS = new JournalSettings(true, 1 << 30);

  final FaultySegments files = new FaultySegments();
  final ArrayDeque<Runnable> writer = new ArrayDeque<>();
  final ArrayDeque<Runnable> later = new ArrayDeque<>();
  final SourceTally tally = new SourceTally("net");
  final MemoryBudget budget = new MemoryBudget(1 << 20);
  final Journal journal;

  JournalRig(Path folder) throws IOException {
    this(folder, SETTINGS);
  }

  JournalRig(Path folder, JournalSettings settings) throws IOException {
    journal = new Journal("net", folder, settings, files, writer::add, later::add);
  }

  /** A batch that a test passes through. */
  static final class Sent {
    final Batch batch;
    @Nullable CompletableFuture<Batch> kept;

    Sent(Batch batch) {
      this.batch = batch;
    }

    boolean isPassedOn() {
      return kept != null && kept.isDone();
    }

    Sent settle() {
      assertThat(isPassedOn()).isTrue();
      batch.settlement().settled();
      return this;
    }
  }

  /** A batch of one connection, as lines or with gaps between its records. */
  static Batch batch(Random random, long offset) {
    return batch(random, offset, 20);
  }

  /** The same, with so many records at most. */
  static Batch batch(Random random, long offset, int most) {
    int count = 1 + random.nextInt(most);
    boolean lines = random.nextBoolean();
    int[] bounds = new int[2 * count];
    int at = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      at += i == 0 || lines ? 0 : random.nextInt(3);
      bounds[2 * i] = at;
      at += random.nextInt(random.nextInt(10) == 0 ? 300 : 30);
      bounds[2 * i + 1] = at;
      at += lines ? 1 : 0;
    }
    byte[] slab = new byte[at + random.nextInt(3)];
    random.nextBytes(slab);
    for (int i = 0; lines && i < count; i++) {
      slab[bounds[2 * i + 1]] = '\n';
    }
    long connection = random.nextInt(3);
    Origin origin = new Origin("node", "net", "5-ab/net/" + connection, "127.0.0.1:99", connection);
    return new Batch(
        origin, slab, bounds, count, offset, lines, 17 + offset, new Settlement(() -> {}));
  }

  /** Hands a batch in. */
  Sent keep(Batch batch) {
    Sent sent = new Sent(batch);
    sent.kept = journal.keep(batch).toCompletableFuture();
    return sent;
  }

  /** The writer does all that it has to. */
  void write() {
    while (!writer.isEmpty()) {
      writer.remove().run();
    }
  }

  /** A second has passed. */
  void retry() {
    List<Runnable> now = new ArrayList<>(later);
    later.clear();
    now.forEach(Runnable::run);
    write();
  }

  Sent written(Batch batch) {
    Sent sent = keep(batch);
    write();
    assertThat(sent.isPassedOn()).isTrue();
    return sent;
  }

  /** What an earlier run left, without settling it. */
  List<Batch> recovered() {
    List<Batch> all = new ArrayList<>();
    Optional<Batch> next = next();
    while (next.isPresent()) {
      all.add(next.get());
      next = next();
    }
    return all;
  }

  private Optional<Batch> next() {
    return journal
        .recovery()
        .next(new MemoryBudget(1 << 30), tally, Runnable::run)
        .toCompletableFuture()
        .join();
  }

  /** All that makes up a batch's records, for people too. */
  static List<String> texts(List<Batch> batches) {
    return batches.stream().map(JournalRig::text).toList();
  }

  static String text(Batch batch) {
    StringBuilder text = new StringBuilder();
    text.append(batch.origin()).append(batch.receivedAtMillis()).append(batch.lines());
    for (int i = 0; i < batch.count(); i++) {
      int start = batch.start(i);
      text.append('\n').append(batch.origin().recordId(batch.offset(i))).append(' ');
      text.append(new String(batch.slab(), start, batch.end(i) - start, ISO_8859_1));
    }
    return text.toString();
  }
}
