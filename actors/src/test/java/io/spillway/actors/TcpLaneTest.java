package io.spillway.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.source.tcp.ReceiveWindow;
import io.spillway.streams.source.tcp.TcpSource;
import io.spillway.streams.source.tcp.TcpSourceSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.Test;

/** The lane and its connections, over real sockets. */
class TcpLaneTest extends SourceLaneCase {
  private TcpLane.Part part(int port) {
    return part(port, 1);
  }

  private static TcpSourceSettings settings(int port, int instances) {
    TcpSourceSettings defaults = TcpSourceSettings.at("127.0.0.1", port);
    return new TcpSourceSettings(
        "127.0.0.1",
        port,
        instances,
        defaults.framing(),
        defaults.batches(),
        defaults.maxConnections(),
        Duration.ofMillis(100),
        OptionalLong.empty(),
        defaults.allow(),
        defaults.tls());
  }

  private TcpLane.Part part(int port, int instances) {
    TcpSource source =
        new TcpSource(
            settings(port, instances),
            "n1",
            "5-ab",
            rig.source,
            rig.budget,
            new ReceiveWindow(rig.budget.limit() / 2),
            Clock.systemUTC(),
            rig.kit.system());
    return new TcpLane.Part("in", "tcp", source, rig.intakeTo(rig.lane), rig.source);
  }

  private void spawn(int port) {
    lane = rig.kit.spawn(Children.restarting(TcpLane.create(part(port), parent.ref())));
  }

  /** Starts the lane; the port it listens on. */
  private int start() {
    spawn(0);
    return started();
  }

  private int started() {
    String address = parent.expectMessageClass(SourceLane.Started.class).address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void delivered(String... lines) {
    parent.awaitAssert(() -> assertThat(rig.sink.delivered()).containsExactlyInAnyOrder(lines));
  }

  private void awaitOpen(long connections) {
    parent.awaitAssert(() -> assertThat(status().connectionsOpen()).isEqualTo(connections));
  }

  private SourceLane.Drained drain() {
    lane.tell(new SourceLane.Drain());
    return parent.expectMessageClass(SourceLane.Drained.class);
  }

  @Override
  void crash() {
    log.allow("/conn-", "Tcp$Unbound"); // streams of connections outlive their actors
    super.crash();
  }

  @Test
  void takesRecordsAndSaysSo() throws IOException {
    int port = start();
    try (Socket first = connect(port);
        Socket second = connect(port)) {
      send(first, "a\nb\n");
      send(second, "c\n");
      delivered("a", "b", "c");
      awaitOpen(2);
    }
    awaitOpen(0);
    SourceStatus status = status();
    assertThat(status.address()).isEqualTo("127.0.0.1:" + port);
    assertThat(status.state()).isEqualTo("running");
    assertThat(status.connectionsTotal()).isEqualTo(2);
    assertThat(status.accepted()).isEqualTo(3);
    parent.awaitAssert(() -> assertThat(status().closedBy()).containsEntry("peer-closed", 2L));
    assertThat(log.lines()).filteredOn(l -> l.contains("awaiting connectors")).hasSize(1);
    assertThat(drain()).isEqualTo(new SourceLane.Drained("in", 0, 0));
    assertThat(status().state()).isEqualTo("drained");
  }

  @Test
  void socketsOfOnePortPauseAndDrainAsOne() throws IOException {
    int free;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = any.getLocalPort();
    }
    lane = rig.kit.spawn(TcpLane.create(part(free, 3), parent.ref()));
    assertThat(started()).isEqualTo(free);
    lane.tell(new SourceLane.Pause(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "in", "paused"));
    String[] lines = new String[24];
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "line " + i;
      sockets.add(connect(free));
      send(sockets.get(i), lines[i] + "\n");
    }
    awaitOpen(lines.length);
    assertThat(rig.sink.delivered()).isEmpty();
    assertThat(drain()).isEqualTo(new SourceLane.Drained("in", 0, 0));
    delivered(lines);
    assertThat(log.lines()).anyMatch(l -> l.contains("its sockets were given connections=["));
    assertThatThrownBy(() -> connect(free).close()).isInstanceOf(ConnectException.class);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void pausedSourceHandsOnOnceResumed() throws IOException {
    int port = start();
    lane.tell(new SourceLane.Pause(answers.ref()));
    answers.expectMessage(new Acknowledged(true, "in", "paused"));
    try (Socket socket = connect(port)) {
      send(socket, "a\n");
      awaitOpen(1);
      parent.expectNoMessage(Duration.ofMillis(200));
      assertThat(rig.sink.delivered()).isEmpty();
      lane.tell(new SourceLane.Resume(answers.ref()));
      answers.expectMessage(new Acknowledged(true, "in", "running"));
      delivered("a");
    }
  }

  @Test
  void drainEndsAPauseAndReadsOut() throws IOException {
    int port = start();
    lane.tell(new SourceLane.Pause(answers.ref()));
    answers.receiveMessage();
    try (Socket socket = connect(port)) {
      send(socket, "a\nb");
      awaitOpen(1);
      assertThat(drain().bytesLeftUnread()).isZero();
      delivered("a", "b");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(status().closedBy()).containsEntry("drained", 1L);
  }

  @Test
  void drainBeforeTheBindEndsToo() {
    spawn(0);
    lane.tell(new SourceLane.Drain());
    parent.fishForMessage(
        Duration.ofSeconds(5),
        event ->
            event instanceof SourceLane.Drained
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void drainAskedAgainIsAnsweredAgain() {
    start();
    assertThat(drain()).isEqualTo(drain());
  }

  @Test
  void takenPortIsAFailureThatCanBeDrained() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      log.expect("Bind failed");
      spawn(taken.getLocalPort());
      SourceLane.Failed failed = parent.expectMessageClass(SourceLane.Failed.class);
      assertThat(failed.problem()).contains("127.0.0.1:" + taken.getLocalPort(), "can't be bound");
      assertThat(status().state()).isEqualTo("failed");
      assertThat(status().problem()).isEqualTo(failed.problem());
      drain();
    }
  }

  /** The try that waits for a second is given up, and leaves no second socket. */
  @Test
  void listensOnceWhenItIsMovedWhileAPortIsTriedAgain() throws IOException {
    log.expect("Bind failed", "can't be bound");
    TcpLane.Part part = part(0);
    lane = rig.kit.spawn(Children.restarting(TcpLane.create(part, parent.ref())));
    started();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      part.source().change(settings(taken.getLocalPort(), 1));
      lane.tell(new SourceLane.Relisten());
      parent.expectMessageClass(SourceLane.Failed.class);
      part.source().change(settings(0, 1));
      lane.tell(new SourceLane.Relisten());
      started();
      parent.expectNoMessage(Duration.ofMillis(1500));
    }
    drain();
  }

  @Test
  void crashClosesConnectionsHandsOnWhatTheyTookAndListensAgain() throws IOException {
    int port = start();
    try (Socket socket = connect(port)) {
      send(socket, "a\nb\n");
      delivered("a", "b");
      send(socket, "tail");
      crash();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    int again = started();
    try (Socket socket = connect(again)) {
      send(socket, "c\n");
      parent.awaitAssert(() -> assertThat(rig.sink.delivered()).contains("a", "b", "c"));
    }
    awaitOpen(0);
    parent.awaitAssert(
        () ->
            assertThat(status().closedBy())
                .containsEntry("node-error", 1L)
                .containsEntry("peer-closed", 1L));
    drain();
    assertThat(rig.source.read().inParse()).isZero();
    assertThat(log.lines()).filteredOn(line -> line.contains("saw failure")).hasSize(1);
  }

  @Test
  void crashWhilePausedStaysPaused() throws IOException {
    start();
    lane.tell(new SourceLane.Pause(answers.ref()));
    answers.receiveMessage();
    crash();
    int again = started();
    assertThat(status().state()).isEqualTo("paused");
    try (Socket socket = connect(again)) {
      send(socket, "a\n");
      lane.tell(new SourceLane.Resume(answers.ref()));
      answers.expectMessage(new Acknowledged(true, "in", "running"));
      delivered("a");
    }
  }

  @Test
  void crashWhileItDrainsDoesNotListenAgain() throws IOException {
    int port = start();
    try (Socket socket = connect(port)) {
      send(socket, "a\n");
      delivered("a");
      lane.tell(new SourceLane.Drain());
      crash();
      parent.expectMessageClass(SourceLane.Drained.class);
      parent.expectNoMessage(Duration.ofMillis(300));
    }
    assertThat(status().state()).isEqualTo("drained");
  }

  @Test
  void crashOfAConnectionIsCountedAndHarmsNoOther() throws IOException {
    log.expect("conn-1 crashed", "its stream failed");
    List<String> failing = List.of("poison");
    TcpLane.Part part = part(0);
    TcpLane.Part poisoned =
        new TcpLane.Part(
            part.name(),
            "tcp",
            part.source(),
            rig.intakeTo(new PoisonedOutlet(rig.lane, failing)),
            part.tally());
    lane = rig.kit.spawn(Children.restarting(TcpLane.create(poisoned, parent.ref())));
    int port = started();
    try (Socket first = connect(port);
        Socket second = connect(port)) {
      send(first, "good\n");
      delivered("good");
      send(first, "poison\n");
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      send(second, "unharmed\n");
      delivered("good", "unharmed");
      awaitOpen(1);
    }
    parent.awaitAssert(() -> assertThat(status().closedBy()).containsEntry("node-error", 1L));
    awaitOpen(0);
    drain();
  }
}
