package io.spillway.streams.rescue;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.rescue.ReplayCheckpoint.Intent;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.sink.AppendIntent;
import io.spillway.streams.sink.AppendWitness;
import io.spillway.streams.sink.file.Faults;
import io.spillway.streams.sink.file.WholeAppend;
import java.io.IOException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the checkpoint what a replay is about to append to a file, and that it is there: so a
 * crash at any moment repeats none of it. For one delivery; the replay does nothing else with the
 * checkpoint meanwhile.
 */
public final class ReplayWitness implements AppendWitness {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  private final ReplayCheckpoint checkpoint;
  private final int records;
  private final IntFunction<Position> after;
  private @Nullable IOException fault;

  /**
   * Of a delivery of so many records.
   *
   * @param after where the rescue file is done when so many of them, the first ones, are delivered
   */
  public ReplayWitness(ReplayCheckpoint checkpoint, int records, IntFunction<Position> after) {
    this.checkpoint = checkpoint;
    this.records = records;
    this.after = after;
  }

  @Override
  public void before(AppendIntent append) throws IOException {
    checkpoint.intend(new Intent(after.apply(records), append));
  }

  @Override
  public void after(int delivered) {
    CrashPoint.REPLAY_DELIVERED.pass();
    try {
      checkpoint.write(after.apply(delivered));
    } catch (IOException e) { // the replay ends; the records are where they should be
      fault = e;
    }
  }

  /** Fails if the checkpoint could not be written. */
  public void check() throws IOException {
    if (fault != null) {
      throw fault;
    }
  }

  /**
   * Finds out what became of an append that was under way when the process ended; before anything
   * else is written to the output.
   */
  public static void settle(ReplayCheckpoint checkpoint) throws IOException {
    Intent intent = checkpoint.intent().orElse(null);
    Position before = checkpoint.position().orElse(null);
    if (intent == null || before == null) {
      return;
    }
    WholeAppend.Found found;
    try {
      found = WholeAppend.settle(intent.append());
    } catch (IOException e) { // it can't be read: at worst one batch comes twice
      LOG.warn(
          "recover can't look at path={} detail=\"{}\"", intent.append().path(), Faults.detail(e));
      found = WholeAppend.Found.NOTHING;
    }
    checkpoint.write(found == WholeAppend.Found.WHOLE ? intent.done() : before);
    LOG.info(
        "recover settled path={} found={} file={} offset={}",
        intent.append().path(),
        found.name().toLowerCase(java.util.Locale.ROOT),
        before.file(),
        checkpoint.position().map(Position::offset).orElse(0L));
  }
}
