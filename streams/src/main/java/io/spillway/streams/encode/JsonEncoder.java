package io.spillway.streams.encode;

import io.spillway.streams.flow.Share;
import io.spillway.streams.sink.Outgoing;
import java.util.List;
import java.util.function.LongConsumer;

/** Records as lines of JSON, as {@link JsonBody} writes them. */
public final class JsonEncoder implements Encoder {
  private final Encoder lines;

  /**
   * An encoder for one worker.
   *
   * @param replaced told how many U+FFFD were put in, once per call that put some in
   */
  public JsonEncoder(Tags tags, LongConsumer replaced) {
    OutBuffer out = new OutBuffer();
    lines = new LineEncoder(out, new JsonBody(out, tags, replaced), new byte[] {'\n'});
  }

  @Override
  public Outgoing encode(List<Share> shares) {
    return lines.encode(shares);
  }
}
