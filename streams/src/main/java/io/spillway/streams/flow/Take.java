package io.spillway.streams.flow;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.OutgoingParts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * The shares a worker took at once, and which of their records have not ended. Counts each record's
 * end once, whoever comes first: the sink's progress, its answer, or the deadline. Settles a share
 * when its last record has ended. Thread-safe; settles outside the lock.
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

  private long[] ends = {};
  private boolean over;
  private boolean started;
  private final CompletableFuture<Done> ended = new CompletableFuture<>();

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

  /** The worker broke off: what it was told is delivered stays so, the rest is sent again. */
  synchronized void breakOff() {
    open = slice(progress, openRecords());
    progress = 0;
    started = false;
  }

  /** Called once nothing is pending. */
  void end() {
    ended.complete(Done.getInstance());
  }

  /** Records that have not ended. */
  synchronized int pending() {
    return over ? 0 : openRecords() - progress;
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
      int more = Math.min(records, over ? 0 : openRecords() - progress);
      endDelivered(progress, progress + more, ended, account);
      progress += more;
    }
    settle(ended, account);
  }

  /** Ends what the answer says has ended; what is left is {@link #pending()}. */
  void answered(Answer answer, Account account) {
    List<Integer> ended = new ArrayList<>();
    synchronized (this) {
      if (over) {
        return;
      }
      int[] still = {};
      int from = 0;
      int records = openRecords();
      for (Answer.Run run : answer.runs()) {
        int to = Math.min(records, from + run.count());
        int rest = Math.max(from, progress);
        if (rest < to) {
          switch (run.verdict()) {
            case DELIVERED -> endDelivered(rest, to, ended, account);
            case REJECTED -> {
              account.tally().rejected(to - rest, run.reason());
              end(rest, to, ended);
            }
            case RETRY -> still = append(still, slice(rest, to));
          }
        }
        from = to;
      }
      still = append(still, slice(Math.max(from, progress), records));
      open = still;
      progress = 0;
      over = open.length == 0;
    }
    settle(ended, account);
  }

  /** Ends those of these records that have not ended; not during an attempt. Returns how many. */
  int reject(List<Integer> records, Reason reason, Account account) {
    List<Integer> ended = new ArrayList<>();
    int before;
    int after;
    synchronized (this) {
      before = pending();
      for (int record : over ? List.<Integer>of() : records) {
        int at = openBefore(record);
        if (openBefore(record + 1) > at) {
          end(at, at + 1, ended);
          open = append(slice(0, at), slice(at + 1, openRecords()));
        }
      }
      over |= open.length == 0;
      after = pending();
      account.tally().rejected(before - after, reason);
    }
    settle(ended, account);
    return before - after;
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
      }
      over = true;
    }
    settle(ended, account);
    return records;
  }

  /** The node can wait no longer: what has not ended stays undelivered. Returns how many. */
  int abandon(Account account) {
    List<Integer> ended = new ArrayList<>();
    int records;
    synchronized (this) {
      records = pending();
      if (records > 0) {
        account.tally().undelivered(records, Reason.DRAIN_DEADLINE);
        end(progress, progress + records, ended);
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

  /** How many records before that one are open. */
  private int openBefore(int record) {
    int sum = 0;
    for (int i = 0; i < open.length; i += 2) {
      sum += Math.max(0, Math.min(open[i + 1], record) - open[i]);
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
    int[] runs = slice(from, to);
    for (int i = 0; i < runs.length; i += 2) {
      int at = Arrays.binarySearch(first, runs[i]);
      int share = at >= 0 ? at : -at - 2;
      for (int record = runs[i]; record < runs[i + 1]; share++) {
        int until = Math.min(first[share + 1], runs[i + 1]);
        left[share] -= until - record;
        record = until;
        if (left[share] == 0) {
          ended.add(share);
        }
      }
    }
  }

  /** The runs of records that the {@code from}-th to {@code to}-th open ones are. */
  private int[] slice(int from, int to) {
    int[] runs = {};
    int before = 0;
    for (int i = 0; i < open.length; i += 2) {
      int start = open[i] + Math.max(0, from - before);
      int end = Math.min(open[i + 1], open[i] + to - before);
      if (start < end) {
        runs = append(runs, start, end);
      }
      before += open[i + 1] - open[i];
    }
    return runs;
  }

  private static int[] append(int[] runs, int... more) {
    int[] all = Arrays.copyOf(runs, runs.length + more.length);
    System.arraycopy(more, 0, all, runs.length, more.length);
    return all;
  }

  private void settle(List<Integer> ended, Account account) {
    ended.forEach(i -> account.settled(shares.get(i), held.get(i)));
  }
}
