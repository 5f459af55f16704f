package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.sink.net.Receiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built node sends over TCP to a receiver that dies and comes back. */
class StreamSinkIT {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(Receiver receiver, String more)
      throws IOException, InterruptedException {
    return node(receiver, more, "");
  }

  private NodeProcess node(Receiver receiver, String more, String ofSink)
      throws IOException, InterruptedException {
    return new NodeProcess(folder.resolve("node"))
        .configure(
            """
            MORE
            rules = []
            logging { data = debug }
            sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
            groups { all { rules = ["/raw"], sinks { out {
              type = tcp, host = "127.0.0.1", port = TO, encoder = raw, backoff-max = 200ms
              OF_SINK
            } } } }
            """
                .replace("OF_SINK", ofSink)
                .replace("TO", Integer.toString(receiver.port()))
                .replace("MORE", more))
        .run();
  }

  @Test
  void sendsAgainWhatADeadReceiverMayNotHaveRead() throws IOException, InterruptedException {
    Receiver receiver = new Receiver();
    try (NodeProcess node = node(receiver, "")) {
      node.sendLines(0, 0, 20_000);
      node.awaitCount("sinks", "out", "delivered", 20_000);
      receiver.awaitBytes(20_000 * 102L);
      receiver.crash();
      node.sendLines(0, 20_000, 5_000);
      receiver.listen();
      node.awaitCount("sinks", "out", "delivered", 25_000);
      Receipt receipt = node.stop().delivered();
      receiver.awaitEnded(2);

      int again = (1 << 20) / 102 + 1;
      assertThat(receipt.sink("out").path("resent").asLong()).isEqualTo(again);
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < 25_000; i++) {
        wanted.add(Sender.line(0, i));
      }
      List<String> arrived = receiver.lines();
      assertThat(arrived).hasSize(25_000 + again);
      assertThat(new TreeSet<>(arrived)).containsExactlyElementsOf(wanted);
      assertThat(receiver.texts().get(1).lines()).startsWith(Sender.line(0, 20_000 - again));
      assertThat(node.log())
          .contains("reason=connection_reset", "sent sink=out connection=1 seq=0");
    } finally {
      receiver.close();
    }
  }

  private static long replayed(NodeProcess node) throws IOException, InterruptedException {
    return Receipt.part(node.ledger().path("rescue"), "stores", "rescue").path("replayed").asLong();
  }

  private static boolean hasRescueFiles(NodeProcess node) throws IOException {
    try (Stream<Path> files = Files.list(node.path("data/rescue"))) {
      return files.anyMatch(file -> file.toString().contains(".dat"));
    }
  }

  /** As a proxy without its backend does, or a server that dies at its start. */
  @Test
  void aReceiverThatClosesEachConnectionGetsNothingDelivered()
      throws IOException, InterruptedException {
    Receiver receiver = new Receiver();
    receiver.closeAfter(1, false);
    String sink = "trial = 2s, max-attempts = 3, probe-interval = 100ms, replay = auto";
    try (NodeProcess node = node(receiver, "", sink)) {
      node.sendLines(0, 0, 20_000);
      node.awaitCount("sinks", "out", "rescued", 20_000);
      assertThat(node.count("sinks", "out", "delivered")).isZero();
      assertThat(node.log()).contains("reconnect failed sink=out attempt=3/3");
      receiver.closeAfter(Long.MAX_VALUE, false);
      Await.until(
          "replayed",
          Duration.ofSeconds(30),
          () -> replayed(node) == 20_000 && !hasRescueFiles(node));
      node.stop().delivered();
      receiver.awaitEnded(receiver.texts().size());
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        wanted.add(Sender.line(0, i));
      }
      List<String> texts = receiver.texts();
      assertThat(texts.get(texts.size() - 1).lines()).containsExactlyElementsOf(wanted);
    } finally {
      receiver.close();
    }
  }

  @Test
  void aReceiverThatIsAwayAtTheStopLeavesItsRecordsToRescue()
      throws IOException, InterruptedException {
    Receiver receiver = new Receiver();
    receiver.crash();
    try (NodeProcess node = node(receiver, "drain-timeout = 1s")) {
      node.sendLines(0, 0, 100);
      node.awaitCount("sinks", "out", "in_flight", 100);
      Receipt receipt = node.stop();
      receipt.rescued("out", 100);
      assertThat(node.log()).contains("reason=connect_failed");
    }
  }
}
