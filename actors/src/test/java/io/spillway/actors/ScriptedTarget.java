package io.spillway.actors;

import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendWitness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A lane that delivers, unless it is told to put records off or to refuse one. */
final class ScriptedTarget implements ReplayTarget {
  final List<String> delivered = new CopyOnWriteArrayList<>();
  volatile boolean down;
  volatile boolean ready = true;
  volatile boolean auto;
  volatile String poison = "";

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public boolean replaysByItself() {
    return auto;
  }

  @Override
  public CompletionStage<Answer> replay(List<Share> shares, AppendWitness witness) {
    List<Answer.Run> runs = new ArrayList<>();
    for (Share share : shares) {
      for (int i = 0; i < share.count(); i++) {
        String record = text(share, share.record(i));
        if (down) {
          runs.add(new Answer.Run(1, Answer.Verdict.RETRY, Reason.UNAVAILABLE, "down"));
        } else if (record.equals(poison)) {
          runs.add(new Answer.Run(1, Answer.Verdict.REJECTED, Reason.TOO_LARGE, "no"));
        } else {
          delivered.add(record);
          runs.add(new Answer.Run(1, Answer.Verdict.DELIVERED, Reason.UNKNOWN, ""));
        }
      }
    }
    return CompletableFuture.completedFuture(new Answer(runs));
  }

  private static String text(Share share, int record) {
    int start = share.batch().start(record);
    return new String(
        share.batch().slab(),
        start,
        share.batch().end(record) - start,
        StandardCharsets.ISO_8859_1);
  }
}
