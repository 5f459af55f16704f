package io.spillway.streams.sink.stdout;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.SinkContractTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StdoutSinkTest extends SinkContractTest {
  private final Pipe pipe = new Pipe();

  /** Takes up to a number of bytes and then fails once. */
  private static final class Pipe implements WritableByteChannel {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int failAfter = Integer.MAX_VALUE;

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (bytes.size() >= failAfter) {
        failAfter = Integer.MAX_VALUE;
        throw new IOException("Broken pipe");
      }
      bytes.write(from.get());
      return 1;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}

    List<String> lines() {
      return List.of(bytes.toString(StandardCharsets.UTF_8).split("\n", -1));
    }
  }

  @Override
  protected Sink open() {
    return new StdoutSink(pipe);
  }

  @Override
  protected List<String> received() {
    List<String> lines = pipe.lines();
    assertThat(lines.get(lines.size() - 1)).isEmpty();
    return lines.subList(0, lines.size() - 1);
  }

  @Test
  void writesEachByteOnceThoughItFailsAnywhere() {
    for (int at = 0; at < 9; at++) {
      Pipe broken = new Pipe();
      broken.failAfter = at;
      StdoutSink sink = new StdoutSink(broken);
      Records.Watch watch = new Records.Watch(0);
      int whole = at / 3;
      assertThat(sink.deliver(Records.of("aa", "bb", "cc"), watch).toCompletableFuture())
          .isCompletedWithValue(
              Answer.partly(whole, 3 - whole, Reason.IO_ERROR, "java.io.IOException: Broken pipe"));
      String[] left = List.of("aa", "bb", "cc").subList(whole, 3).toArray(new String[0]);
      sink.deliver(Records.of(left), watch);
      assertThat(broken.lines()).containsExactly("aa", "bb", "cc", "");
    }
  }
}
