package io.spillway.streams.batch;

import io.spillway.streams.framing.Framer;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.ledger.SourceTally;
import java.time.Clock;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Frames a connection's bytes and lets batches leave by size or time. An own stage, since {@code
 * groupedWeightedWithin} lets its timer run free instead of starting it at the first record, keeps
 * it running on idle connections, and drops what it holds when its input fails. This one hands that
 * on, and then completes: a failed input is told to the observer only. Costs one timer per batch
 * that leaves by time, none on an idle connection.
 */
public final class BatchStage extends GraphStage<FlowShape<ByteString, Batch>> {
  final Inlet<ByteString> in = Inlet.create("BatchStage.in");
  final Outlet<Batch> out = Outlet.create("BatchStage.out");
  private final FlowShape<ByteString, Batch> shape = FlowShape.of(in, out);

  final FramingSettings framing;
  final BatchSettings settings;
  final Origin origin;
  final SourceTally tally;
  final MemoryBudget budget;
  final @Nullable RateLimit rateLimit;
  final BatchObserver observer;
  final Clock clock;

  public BatchStage(
      FramingSettings framing,
      BatchSettings settings,
      Origin origin,
      SourceTally tally,
      MemoryBudget budget,
      @Nullable RateLimit rateLimit,
      BatchObserver observer,
      Clock clock) {
    this.framing = framing;
    this.settings = settings;
    this.origin = origin;
    this.tally = tally;
    this.budget = budget;
    this.rateLimit = rateLimit;
    this.observer = observer;
    this.clock = clock;
  }

  @Override
  public FlowShape<ByteString, Batch> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    Framer framer = new Framer(framing, 0);
    return new BatchLogic(this, new BatchBuilder(origin, tally, budget, framer));
  }
}
