package io.spillway.streams.source.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ReceiveQueuesTest {
  private static final String HEADING =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid";

  @Test
  void readsBothTables() throws Exception {
    Map<InetSocketAddress, Long> unread = new HashMap<>();
    ReceiveQueues.addRows(
        List.of(
            HEADING,
            "   0: 0100007F:1F90 0200007F:A1B2 01 00000000:000000FF 00:00000000 00000000 0",
            "   1: 0100007F:1F91 0200007F:A1B3 01 00000000:00000001 00:00000000 00000000 0"),
        0x1f90,
        unread);
    ReceiveQueues.addRows(
        List.of(
            HEADING,
            "   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000300007F:0001 01"
                + " 00000000:00000010 00:00000000 00000000 0",
            "   1: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:0002 01"
                + " 00000000:00000020 00:00000000 00000000 0"),
        0x1f90,
        unread);
    assertThat(unread)
        .containsOnly(
            Map.entry(new InetSocketAddress("127.0.0.2", 0xa1b2), 255L),
            Map.entry(new InetSocketAddress("127.0.0.3", 1), 16L),
            Map.entry(new InetSocketAddress(InetAddress.getByAddress(ipv6Loopback()), 2), 32L));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void seesWhatNobodyHasRead() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket client = new Socket(loopback, server.getLocalPort());
        Socket accepted = server.accept()) {
      client.getOutputStream().write(new byte[1234]);
      accepted.getInputStream().read();
      assertThat(ReceiveQueues.read(server.getLocalPort()))
          .containsEntry((InetSocketAddress) accepted.getRemoteSocketAddress(), 1233L);
    }
  }

  private static byte[] ipv6Loopback() {
    byte[] address = new byte[16];
    address[15] = 1;
    return address;
  }
}
