package io.spillway.actors;

import io.spillway.streams.flow.Outlet;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.SinkTally;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An outlet with a fault: it throws at batches that hold one of these texts. */
record PoisonedOutlet(Outlet outlet, List<String> poison) implements Outlet {
  @Override
  public CompletionStage<Void> offer(Share share) {
    String text = new String(share.batch().slab(), StandardCharsets.ISO_8859_1);
    if (poison.stream().anyMatch(text::contains)) {
      throw new IllegalStateException("a fault of the node on purpose");
    }
    return outlet.offer(share);
  }

  @Override
  public SinkTally tally() {
    return outlet.tally();
  }
}
