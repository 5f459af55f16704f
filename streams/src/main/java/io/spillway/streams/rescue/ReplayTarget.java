package io.spillway.streams.rescue;

import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Answer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where a replay delivers: a lane. Thread-safe. */
public interface ReplayTarget {
  /**
   * Delivers records of rescue files, once, beside live ones and not on the lane's account. All are
   * {@code RETRY} while the lane is not well, pauses or drains; they never go to rescue.
   */
  CompletionStage<Answer> replay(List<Share> shares);
}
