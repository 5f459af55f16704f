package io.spillway.streams.rescue;

import io.spillway.streams.flow.Share;
import io.spillway.streams.settings.NearestWord;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.AppendWitness;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where a replay delivers: a lane. Thread-safe. */
public interface ReplayTarget {
  /** Whether the lane is well; it may have changed a moment later. */
  boolean isReady();

  /** Whether its files come back by themselves. */
  boolean replaysByItself();

  /**
   * Delivers records of rescue files, once, beside live ones and not on the lane's account. All are
   * {@code RETRY} while the lane is not well, pauses or drains; they never go to rescue.
   *
   * @param witness told of the append, if the sink's destination is one file
   */
  CompletionStage<Answer> replay(List<Share> shares, AppendWitness witness);

  /** What to say if none has that name: which one was meant, perhaps. */
  static String noSink(String name, Collection<String> sinks) {
    String nearest = NearestWord.of(name, sinks);
    return "no sink is named "
        + name
        + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?");
  }
}
