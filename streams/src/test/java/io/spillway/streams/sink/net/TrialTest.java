package io.spillway.streams.sink.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.sink.Records;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private final Trial trial = new Trial(SHORTEST);
  private boolean ended;
  private OptionalLong unacknowledged = OptionalLong.of(0);

  /** A wire to a receiver that says what the test says. */
  private final class Said implements Wire {
    @Override
    public String peer() {
      return "receiver";
    }

    @Override
    public int write(ByteBuffer bytes) {
      return 0;
    }

    @Override
    public boolean flush() {
      return true;
    }

    @Override
    public void awaitRoom(long millis) {}

    @Override
    public void awaitPeer(long millis) {}

    @Override
    public boolean ended() {
      return ended;
    }

    @Override
    public boolean finish() {
      return true;
    }

    @Override
    public OptionalLong unacknowledged() {
      return unacknowledged;
    }

    @Override
    public void close() {}
  }

  private Connection connection() {
    return new Connection(1, new Said(), Duration.ofMillis(1));
  }

  private Connection stood() throws IOException {
    Connection connection = connection();
    assertThat(connection.stands(Duration.ZERO)).isTrue();
    return connection;
  }

  @Test
  void growsAfterConnectionsThatStoodAndBrokeYoung() throws IOException {
    trial.broke(connection());
    assertThat(trial.length()).isEqualTo(SHORTEST);
    for (int times : new int[] {2, 4, 8, 8}) {
      trial.broke(stood());
      assertThat(trial.length()).isEqualTo(SHORTEST.multipliedBy(times));
    }
  }

  @Test
  void nothingUnacknowledgedStands() throws IOException {
    Connection connection = connection();
    unacknowledged = OptionalLong.of(1);
    assertThat(connection.stands(Duration.ZERO)).isFalse();
    assertThatThrownBy(
            () -> connection.awaitStand(Duration.ZERO, new Records.Watch(Integer.MAX_VALUE)))
        .isInstanceOf(SocketTimeoutException.class);
    unacknowledged = OptionalLong.empty();
    assertThat(connection.stands(Duration.ofHours(1))).isFalse();
    assertThat(connection.stands(Duration.ZERO)).isTrue();
  }

  @Test
  void whatEndedDoesNotStand() {
    ended = true;
    assertThatThrownBy(() -> connection().stands(Duration.ZERO)).isInstanceOf(EOFException.class);
  }

  @Test
  void endsWhenTheNodeCanWaitNoLonger() {
    assertThatThrownBy(() -> connection().awaitStand(Duration.ofHours(1), new Records.Watch(0)))
        .isInstanceOf(BrokenOffException.class);
  }
}
