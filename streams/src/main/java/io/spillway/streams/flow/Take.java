package io.spillway.streams.flow;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.RescueEncoder;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.OutgoingParts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * The shares a worker took at once, and which of their records have not ended. Counts each record's
 * end once, whoever comes first: the sink's progress, its answer, a rescue file, or the end of the
 * node's patience. Settles a share when its last record has ended. Thread-safe; settles outside the
 * lock.
 */
final class Take {
  private final List<Share> shares;
  private final List<Long> held;
  private final int[] first;
  private final int[] left;

  /** From and to of each run of records that has not ended, as of the last answer. */
  private int[] open;

  /** How many of the open ones were delivered since then. */
  private int progress;

  /** Rejected, and not yet in a file. */
  private final List<Parcel> parked = new ArrayList<>();

  private long[] ends = {};

  /** What is open is on its way to a file. */
  private boolean seized;

  private boolean over;
  private boolean started;
  private final CompletableFuture<Done> ended = new CompletableFuture<>();

  /**
   * Records on their way to a rescue file.
   *
   * @param runs from and to of each run of records, by their numbers in the take
   */
  record Parcel(int[] runs, Reason reason, String detail) {
    int count() {
      int sum = 0;
      for (int i = 0; i < runs.length; i += 2) {
        sum += runs[i + 1] - runs[i];
      }
      return sum;
    }
  }

  Take(List<Share> shares, List<Long> held) {
    this.shares = List.copyOf(shares);
    this.held = List.copyOf(held);
    this.first = new int[shares.size() + 1];
    this.left = new int[shares.size()];
    for (int i = 0; i < left.length; i++) {
      left[i] = shares.get(i).count();
      first[i + 1] = first[i] + left[i];
    }
    this.open = new int[] {0, first[left.length]};
  }

  List<Share> shares() {
    return shares;
  }

  /** A worker begins with it; completes when every record has ended. */
  synchronized CompletionStage<Done> start() {
    started = true;
    return ended;
  }

  synchronized boolean started() {
    return started;
  }

  /**
   * The worker broke off: what it was told is delivered stays so, the rest is sent again, but for
   * what somebody has seized.
   */
  synchronized void breakOff() {
    started = false;
    if (!seized) {
      open = slice(progress, openRecords());
      progress = 0;
    }
  }

  /** Called once nothing is pending. */
  void end() {
    ended.complete(Done.getInstance());
  }

  /** Records left to be sent. */
  synchronized int pending() {
    return over || seized ? 0 : openRecords() - progress;
  }

  /** Whether every record has ended. */
  synchronized boolean finished() {
    return over || (openRecords() == progress && parked.isEmpty());
  }

  /** What to send now of all records encoded. */
  synchronized Outgoing attempt(Outgoing encoded) {
    ends = encoded.ends();
    boolean all = open.length == 2 && open[1] - open[0] == encoded.count();
    return all ? encoded : OutgoingParts.of(encoded, open);
  }

  /** The next {@code records} that were to be sent are delivered. */
  void delivered(int records, Account account) {
    List<Integer> ended = new ArrayList<>();
    synchronized (this) {
      int more = Math.min(records, pending());
      endDelivered(progress, progress + more, ended, account);
      progress += more;
    }
    settle(ended, account);
  }

  /**
   * Ends what the answer says is delivered. What it rejects goes to a rescue file first: it is in
   * {@link #parked}; what is left to be sent is {@link #pending}.
   */
  void answered(Answer answer, Account account) {
    List<Integer> ended = new ArrayList<>();
    synchronized (this) {
      if (over || seized) {
        return;
      }
      Runs still = new Runs();
      int from = 0;
      int records = openRecords();
      for (Answer.Run run : answer.runs()) {
        int to = Math.min(records, from + run.count());
        int rest = Math.max(from, progress);
        if (rest < to) {
          switch (run.verdict()) {
            case DELIVERED -> endDelivered(rest, to, ended, account);
            case REJECTED -> parked.add(new Parcel(slice(rest, to), run.reason(), run.detail()));
            case RETRY -> still.addAll(slice(rest, to));
          }
        }
        from = to;
      }
      still.addAll(slice(Math.max(from, progress), records));
      open = still.toArray();
      progress = 0;
    }
    settle(ended, account);
  }

  /** Parks those of these records that have not ended, in rising order; not during an attempt. */
  synchronized void reject(List<Integer> records, Reason reason, String detail) {
    if (over) {
      return;
    }
    Runs still = new Runs();
    Runs unfit = new Runs();
    int next = 0;
    for (int i = 0; i < open.length; i += 2) {
      int from = open[i];
      for (; next < records.size() && records.get(next) < open[i + 1]; next++) {
        int record = records.get(next);
        if (record >= from) {
          still.add(from, record);
          unfit.add(record, record + 1);
          from = record + 1;
        }
      }
      still.add(from, open[i + 1]);
    }
    if (!unfit.isEmpty()) {
      open = still.toArray();
      parked.add(new Parcel(unfit.toArray(), reason, detail));
    }
  }

  /** What was rejected and is not yet in a file. */
  synchronized List<Parcel> parked() {
    return over ? List.of() : List.copyOf(parked);
  }

  /** A parcel of rejects is in a file: its records have ended. */
  void rejected(Parcel parcel, Account account) {
    List<Integer> ended = new ArrayList<>();
    synchronized (this) {
      if (parked.remove(parcel) && !over) {
        account.tally().rejected(parcel.count(), parcel.reason());
        endRuns(parcel.runs(), ended);
      }
    }
    settle(ended, account);
  }

  /**
   * Takes what is left to be sent out of the hands of whoever sends it: what a sink says of it from
   * now on does not count. Null if there is none, or somebody has it already.
   */
  synchronized @Nullable Parcel seize(Reason reason, String detail) {
    if (pending() == 0) {
      return null;
    }
    seized = true;
    open = slice(progress, openRecords());
    progress = 0;
    return new Parcel(open, reason, detail);
  }

  /** What was seized could not be kept: it is to be sent again. */
  synchronized void reopen() {
    seized = false;
  }

  /** What was seized is in a file: its records have ended. */
  void rescued(Parcel parcel, Account account) {
    List<Integer> ended = new ArrayList<>();
    synchronized (this) {
      if (seized && !over) {
        account.tally().rescued(parcel.count(), parcel.reason());
        endRuns(parcel.runs(), ended);
        open = new int[0];
        seized = false;
      }
    }
    settle(ended, account);
  }

  /** Writes a parcel's records as rescue lines. */
  void write(Parcel parcel, int attempt, RescueEncoder to) {
    int[] runs = parcel.runs();
    for (int i = 0; i < runs.length; i += 2) {
      for (int record = runs[i]; record < runs[i + 1]; ) {
        int share = shareOf(record);
        int until = Math.min(first[share + 1], runs[i + 1]);
        to.add(
            shares.get(share),
            record - first[share],
            until - first[share],
            parcel.reason(),
            attempt,
            parcel.detail());
        record = until;
      }
    }
  }

  /** Drops what has not ended, as a setting says. Returns how many records. */
  int discard(Reason reason, Account account) {
    List<Integer> ended = new ArrayList<>();
    int records;
    synchronized (this) {
      records = pending();
      if (records > 0) {
        account.tally().discarded(records, reason);
        end(progress, progress + records, ended);
        open = new int[0];
        progress = 0;
      }
    }
    settle(ended, account);
    return records;
  }

  /** The node can wait no longer: what has not ended stays undelivered. Returns how many. */
  int abandon(Account account) {
    List<Integer> ended = new ArrayList<>();
    int records = 0;
    synchronized (this) {
      if (!over) {
        records = openRecords() - progress + parked.stream().mapToInt(Parcel::count).sum();
        account.tally().undelivered(records, Reason.DRAIN_DEADLINE);
        end(progress, openRecords(), ended);
        parked.forEach(parcel -> endRuns(parcel.runs(), ended));
      }
      over = true;
    }
    ended.forEach(i -> account.abandoned(shares.get(i), held.get(i)));
    return records;
  }

  private int openRecords() {
    int sum = 0;
    for (int i = 0; i < open.length; i += 2) {
      sum += open[i + 1] - open[i];
    }
    return sum;
  }

  private void endDelivered(int from, int to, List<Integer> ended, Account account) {
    if (from < to) {
      long bytes = 0;
      int[] runs = slice(from, to);
      for (int i = 0; i < runs.length; i += 2) {
        bytes += ends[runs[i + 1] - 1] - (runs[i] == 0 ? 0 : ends[runs[i] - 1]);
      }
      account.delivered(to - from, bytes);
      end(from, to, ended);
    }
  }

  private void end(int from, int to, List<Integer> ended) {
    endRuns(slice(from, to), ended);
  }

  private void endRuns(int[] runs, List<Integer> ended) {
    for (int i = 0; i < runs.length; i += 2) {
      for (int record = runs[i]; record < runs[i + 1]; ) {
        int share = shareOf(record);
        int until = Math.min(first[share + 1], runs[i + 1]);
        left[share] -= until - record;
        record = until;
        if (left[share] == 0) {
          ended.add(share);
        }
      }
    }
  }

  /** Which share a record is of; empty ones hold none. */
  private int shareOf(int record) {
    int at = Arrays.binarySearch(first, record);
    if (at < 0) {
      return -at - 2;
    }
    while (first[at + 1] == record) {
      at++;
    }
    return at;
  }

  /** The runs of records that the {@code from}-th to {@code to}-th open ones are. */
  private int[] slice(int from, int to) {
    Runs runs = new Runs();
    int before = 0;
    for (int i = 0; i < open.length; i += 2) {
      int count = open[i + 1] - open[i];
      runs.add(open[i] + Math.max(0, from - before), open[i] + Math.min(count, to - before));
      before += count;
    }
    return runs.toArray();
  }

  private void settle(List<Integer> ended, Account account) {
    ended.forEach(i -> account.settled(shares.get(i), held.get(i)));
  }
}
