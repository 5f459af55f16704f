package io.spillway.streams.source.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionReadOutTest {
  private static final long MILLI = 1_000_000;

  /** Notes what is asked of it. */
  private static final class AskedSocket extends Socket {
    private boolean outputShut;
    private int receiveBuffer;

    @Override
    public void shutdownOutput() {
      outputShut = true;
    }

    @Override
    public synchronized void setReceiveBufferSize(int size) {
      receiveBuffer = size;
    }
  }

  private final AskedSocket socket = new AskedSocket();
  private final ConnectionReadOut readOut = new ConnectionReadOut(socket, Duration.ofSeconds(1), 0);

  @Test
  void tellsThePeerFirstAndLeavesItTheLinger() {
    assertThat(socket.outputShut).isTrue();
    assertThat(readOut.done(999 * MILLI, 0, 0)).isFalse();
    assertThat(socket.receiveBuffer).isZero();
  }

  @Test
  void closesTheWindowBeforeItLooksForQuiet() {
    assertThat(readOut.done(1000 * MILLI, 0, 0)).isFalse();
    assertThat(socket.receiveBuffer).isEqualTo(1);
    assertThat(readOut.done(1049 * MILLI, 0, 0)).isFalse();
    assertThat(readOut.done(1050 * MILLI, 0, 0)).isTrue();
  }

  @Test
  void givesUpOnASenderThatTricklesOn() {
    assertThat(readOut.done(1000 * MILLI, 0, 0)).isFalse();
    assertThat(readOut.done(2999 * MILLI, 2998 * MILLI, 0)).isFalse();
    assertThat(readOut.done(3000 * MILLI, 2999 * MILLI, 80)).isFalse();
    assertThat(readOut.done(3005 * MILLI, 3004 * MILLI, 0)).isTrue();
  }

  @Test
  void waitsUntilTheKernelIsEmptyAndNothingCame() {
    assertThat(readOut.done(1000 * MILLI, 0, 0)).isFalse();
    assertThat(readOut.done(1100 * MILLI, 0, 77)).isFalse();
    assertThat(readOut.done(1150 * MILLI, 1101 * MILLI, 0)).isFalse();
    assertThat(readOut.done(1151 * MILLI, 1101 * MILLI, 0)).isTrue();
  }
}
