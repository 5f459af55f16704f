package io.spillway.streams.sink.file;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Answer.Run;
import io.spillway.streams.sink.Answer.Verdict;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.OutgoingParts;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends each record to the file that its encoder named. So many files are open at once; of more,
 * the one that was used longest ago is closed, and opened again when a record comes for it. A file
 * that can't be written holds up its own records only; if there can be no file of its name, they
 * are rejected. Thread-safe, one delivery at a time.
 */
public final class NamedFilesSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.sink.file");
  private static final Run DELIVERED = new Run(1, Verdict.DELIVERED, Reason.UNKNOWN, "");

  private final int most;
  private final Function<Path, Sink> opener;
  private final Map<String, Sink> open = new LinkedHashMap<>(16, 0.75f, true);

  /** For good: a replay's delivery that comes later must not open files again. */
  private boolean closed;

  /**
   * A sink that opens files as records come.
   *
   * @param folder all of them are in or below it
   * @param header what every file begins with
   * @param blocking runs what comes due between deliveries
   * @param torn told of the bytes of each torn tail that was cut off
   */
  public NamedFilesSink(
      FileSinkSettings settings, Path folder, byte[] header, Executor blocking, LongConsumer torn) {
    this(settings, folder, FileParts.of(settings, header, blocking, torn));
  }

  NamedFilesSink(FileSinkSettings settings, Path folder, FileParts parts) {
    this(
        settings.maxOpenFiles(),
        path -> new FileSink(settings.at(path), parts, fault -> isOfName(fault, folder)));
  }

  NamedFilesSink(int most, Function<Path, Sink> opener) {
    this.most = most;
    this.opener = opener;
  }

  @Override
  public synchronized CompletionStage<Answer> deliver(Outgoing records, Progress progress) {
    if (closed) {
      return CompletableFuture.completedFuture(
          Answer.retry(records.count(), Reason.UNAVAILABLE, "the sink has ended"));
    }
    Run[] fates = new Run[records.count()];
    Targets targets = records.targets();
    for (int record = 0; record < fates.length; record++) {
      if (fates[record] == null) {
        int target = targets.of()[record];
        int[] runs = runs(targets, target, record, records.count());
        Sink file = file(targets.names().get(target));
        Answer answer =
            file.deliver(OutgoingParts.of(records, runs), progress).toCompletableFuture().join();
        note(answer, runs, fates);
      }
    }
    return CompletableFuture.completedFuture(answer(fates));
  }

  /** Not if the folder that all are in can't be one now: then it is no record's fault. */
  private static boolean isOfName(IOException fault, Path folder) {
    if (!Faults.isOfName(fault)) {
      return false;
    }
    try {
      Files.createDirectories(folder);
      return true;
    } catch (IOException e) { // the answer, not a fault of its own
      return false;
    }
  }

  /** From and to of each run of records for that target. */
  private static int[] runs(Targets targets, int target, int first, int count) {
    int[] runs = new int[16];
    int length = 0;
    for (int at = first; at < count; at++) {
      if (targets.of()[at] == target) {
        int from = at;
        while (at < count && targets.of()[at] == target) {
          at++;
        }
        if (length == runs.length) {
          runs = Arrays.copyOf(runs, 2 * length);
        }
        runs[length++] = from;
        runs[length++] = at;
      }
    }
    return Arrays.copyOf(runs, length);
  }

  private Sink file(String name) {
    Sink file = open.get(name);
    if (file == null) {
      if (open.size() >= most) {
        close(open.remove(open.keySet().iterator().next()));
      }
      file = opener.apply(Path.of(name));
      open.put(name, file);
    }
    return file;
  }

  /** Gives each record of these runs, in order, what the answer says of it. */
  private static void note(Answer answer, int[] runs, Run[] fates) {
    int run = 0;
    int record = runs[0];
    for (Run part : answer.runs()) {
      Run fate = part.verdict() == Verdict.DELIVERED ? DELIVERED : part;
      for (int i = 0; i < part.count(); i++) {
        if (record == runs[run + 1]) {
          run += 2;
          record = runs[run];
        }
        fates[record++] = fate;
      }
    }
  }

  private static Answer answer(Run[] fates) {
    List<Run> runs = new ArrayList<>();
    for (int from = 0; from < fates.length; ) {
      int to = from + 1;
      while (to < fates.length && fates[to].equals(fates[from])) {
        to++;
      }
      Run fate = fates[from];
      runs.add(new Run(to - from, fate.verdict(), fate.reason(), fate.detail()));
      from = to;
    }
    return new Answer(runs);
  }

  private static void close(Sink file) {
    try {
      file.close();
    } catch (UncheckedIOException e) { // its records are written; only the fsync failed
      LOG.warn("fsync failed at close detail=\"{}\"", e.toString());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    List<UncheckedIOException> failed = new ArrayList<>();
    for (Sink file : open.values()) {
      try {
        file.close();
      } catch (UncheckedIOException e) { // the others are closed all the same
        failed.add(e);
      }
    }
    open.clear();
    if (!failed.isEmpty()) {
      throw failed.get(0);
    }
  }
}
