package io.spillway.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.spillway.streams.sink.blackhole.BlackholeSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final Config LANE =
      ConfigFactory.parseString(
          """
          queue-bytes = 8 MiB
          when-full = backpressure
          workers = 1
          gather-bytes = 256 KiB
          on-failure = retry
          backoff-base = 200 ms
          backoff-max = 30 s
          """);

  @Test
  void readsALane() {
    assertThat(LaneSettings.from(LANE))
        .isEqualTo(
            new LaneSettings(
                8 << 20,
                LaneSettings.WhenFull.BACKPRESSURE,
                1,
                256 << 10,
                LaneSettings.OnFailure.RETRY,
                Duration.ofMillis(200),
                Duration.ofSeconds(30)));
  }

  @Test
  void saysWhatIsAllowedAndWhere() {
    Config bad = ConfigFactory.parseString("on-failure = ignore").withFallback(LANE);
    assertThatThrownBy(() -> LaneSettings.from(bad))
        .hasMessageContaining("must be one of retry, tolerate, stop, not ignore")
        .hasMessageContaining("1");
    assertThatThrownBy(
            () -> LaneSettings.from(ConfigFactory.parseString("workers = 0").withFallback(LANE)))
        .hasMessageContaining("workers must be 1 to 64");
  }

  @Test
  void readsSinks() {
    assertThat(BlackholeSettings.from(ConfigFactory.parseString("sleep-ms = 100")).sleep())
        .isEqualTo(Duration.ofMillis(100));
    FileSinkSettings file =
        FileSinkSettings.from(
            ConfigFactory.parseString("path = out/a.log, fsync = batch, fsync-interval = 1 s"),
            Path.of("/srv"));
    assertThat(file.path()).isEqualTo(Path.of("/srv/out/a.log"));
    assertThat(file.fsync()).isEqualTo(FileSinkSettings.Fsync.BATCH);
  }
}
