package io.spillway.streams.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
  private long open;
  private long nanos;
  private long counts;

  private Descriptors descriptors(long most) {
    return new Descriptors(
        () -> {
          counts++;
          return open;
        },
        most,
        () -> nanos);
  }

  @Test
  void leavesSomeToTheNodesOwnFiles() {
    open = 60;
    Descriptors descriptors = descriptors(200);
    long taken = 0;
    while (descriptors.take()) {
      open++;
      taken++;
    }
    assertThat(descriptors.kept()).isEqualTo(32);
    assertThat(taken).isEqualTo(200 - 32 - 60);
    assertThat(descriptors.open()).isEqualTo(168);
  }

  @Test
  void givesAgainWhatBecameFree() {
    open = 168;
    Descriptors descriptors = descriptors(200);
    assertThat(descriptors.take()).isFalse();
    open = 100;
    assertThat(descriptors.take()).isTrue();
    assertThat(descriptors.areScarce()).isFalse();
  }

  @Test
  void isScarceOnceAllThatSourcesMayHaveIsOpen() {
    Descriptors descriptors = descriptors(20_000);
    open = 17_999;
    assertThat(descriptors.areScarce()).isFalse();
    open = 18_000;
    assertThat(descriptors.areScarce()).as("for a moment").isFalse();
    nanos += TimeUnit.MILLISECONDS.toNanos(100);
    assertThat(descriptors.areScarce()).isTrue();
  }

  @Test
  void countsOnceForMany() {
    Descriptors descriptors = descriptors(100_000);
    for (int i = 0; i < 512; i++) {
      assertThat(descriptors.take()).isTrue();
    }
    assertThat(counts).isEqualTo(2);
  }
}
