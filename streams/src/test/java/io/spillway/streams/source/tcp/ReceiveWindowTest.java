package io.spillway.streams.source.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
  @Test
  void twoReadsOfEveryConnectionStayWithinTheSum() {
    ReceiveWindow window = new ReceiveWindow(84 << 20);
    assertThat(window.bytesEach(4)).isEqualTo(512 << 10);
    for (int connections : new int[] {50, 200, 1000, 5000}) {
      long inAll = 2L * 2 * window.bytesEach(connections) * connections;
      assertThat(inAll).isLessThanOrEqualTo(84 << 20).isGreaterThan(40 << 20);
    }
    assertThat(window.bytesEach(1_000_000)).isEqualTo(4 << 10);
  }

  @Test
  void shrinksAllSocketsAsTheirNumberGrows() throws Exception {
    ReceiveWindow window = new ReceiveWindow(4 << 20);
    List<Socket> accepted = new ArrayList<>();
    List<Socket> clients = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 16; i++) {
        clients.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        Socket socket = server.accept();
        accepted.add(socket);
        window.opened(socket);
      }
      // Linux shows twice what was asked for; its own first size is larger still.
      assertThat(accepted.get(0).getReceiveBufferSize()).isBetween(64 << 10, 128 << 10);
      for (Socket socket : accepted) {
        window.closed(socket);
      }
    } finally {
      for (Socket socket : accepted) {
        socket.close();
      }
      for (Socket socket : clients) {
        socket.close();
      }
    }
  }
}
