package io.spillway.streams.source.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.batch.Origin;
import io.spillway.streams.ledger.SourceTally;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatagramsTest {
  private final SourceTally tally = new SourceTally("u");
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final Datagrams datagrams =
      new Datagrams(new Origin("n", "u", "5-a/u/1", "", 1), tally, budget);

  private void add(String text, String host, int port) throws UnknownHostException {
    datagrams.add(
        ByteBuffer.wrap(text.getBytes(ISO_8859_1)),
        new InetSocketAddress(InetAddress.getByName(host), port),
        7);
  }

  private static List<String> records(Batch batch) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < batch.count(); i++) {
      int start = batch.start(i);
      records.add(new String(batch.slab(), start, batch.end(i) - start, ISO_8859_1));
    }
    return records;
  }

  @Test
  void aDatagramIsARecordWithoutItsEnd() throws UnknownHostException {
    for (String text :
        List.of("a", "b\n", "c\r\n", "d\0", "", "\n", "\r\n", "e\n\n", "f\r", "g\nh")) {
      add(text, "192.0.2.1", 5);
    }
    Batch batch = datagrams.take();
    assertThat(records(batch))
        .containsExactly("a", "b", "c", "d", "", "", "", "e\n", "f\r", "g\nh");
    assertThat(batch.lines()).isTrue();
    for (int i = 0; i < batch.count(); i++) {
      assertThat(batch.slab()[batch.end(i)]).isEqualTo((byte) '\n');
    }
    assertThat(batch.receivedAtMillis()).isEqualTo(7);
    assertThat(tally.read().accepted()).isEqualTo(10);
  }

  @Test
  void datagramsAreNumberedOverAllBatches() throws UnknownHostException {
    add("x".repeat(3000), "192.0.2.1", 5);
    add("y", "192.0.2.1", 5);
    assertThat(datagrams.take().offset(1)).isEqualTo(1);
    add("z", "192.0.2.1", 5);
    Batch batch = datagrams.take();
    assertThat(batch.origin().recordId(batch.offset(0))).isEqualTo("n/5-a/u/1/2");
  }

  @Test
  void theBatchNamesThePeerThatAllHave() throws UnknownHostException {
    add("a", "192.0.2.1", 5);
    add("a", "192.0.2.1", 5);
    assertThat(datagrams.take().origin().peer()).isEqualTo("192.0.2.1:5");
    add("a", "192.0.2.1", 5);
    add("a", "192.0.2.1", 6);
    assertThat(datagrams.take().origin().peer()).isEqualTo("192.0.2.1");
    add("a", "192.0.2.1", 5);
    add("a", "192.0.2.2", 5);
    add("a", "192.0.2.1", 5);
    assertThat(datagrams.take().origin().peer()).isEmpty();
  }

  @Test
  void memoryIsGivenBackWhenSettled() throws UnknownHostException {
    add("x".repeat(60_000), "192.0.2.1", 5);
    Batch large = datagrams.take();
    add("y", "192.0.2.1", 5);
    Batch small = datagrams.take();
    assertThat(small.slab()).hasSizeLessThan(100);
    assertThat(budget.used())
        .isEqualTo(budget.weight(large.slab().length, 1) + budget.weight(small.slab().length, 1));
    large.settlement().settled();
    small.settlement().settled();
    assertThat(budget.used()).isZero();
  }
}
