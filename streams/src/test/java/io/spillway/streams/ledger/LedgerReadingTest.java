package io.spillway.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a receipt is judged by. */
class LedgerReadingTest {
  private final LedgerBook book = new LedgerBook();
  private final SourceTally source = book.source("in");
  private final GroupTally group = book.group("web");
  private final SinkTally sink = book.sink("web", "out");

  private LedgerReading reading() {
    return book.read();
  }

  @Test
  void closesWhenNothingIsLeftAndEverySinkGotWhatItsGroupTook() {
    source.accepted(5, 50);
    assertThat(reading().balanced()).isTrue();
    assertThat(reading().closed()).isFalse();
    source.routed(5, 0, 0, 0, 0, 0);
    group.claimed(4, 1);
    sink.owed(4);
    sink.filtered(1);
    sink.offered(3);
    assertThat(reading().closed()).isFalse();
    sink.delivered(3, 30);
    assertThat(reading().closed()).isTrue();
  }

  @Test
  void aRecordThatGotLostBetweenGroupAndSinkDoesNotClose() {
    source.accepted(2, 20);
    source.routed(2, 0, 0, 0, 0, 0);
    group.claimed(2, 0);
    sink.owed(2);
    sink.offered(1);
    sink.delivered(1, 10);
    assertThat(reading().balanced()).isTrue();
    assertThat(reading().sinks().get(0).notOffered()).isEqualTo(1);
    assertThat(reading().closed()).isFalse();
  }

  @Test
  void aRecordOfferedThatNoGroupTookDoesNotClose() {
    sink.offered(1);
    sink.delivered(1, 10);
    assertThat(reading().closed()).isFalse();
  }

  @Test
  void everySinkOfAGroupIsOwedAllOfIt() {
    SinkTally other = book.sink("web", "other");
    group.claimed(1, 0);
    sink.owed(1);
    other.owed(1);
    sink.offered(1);
    sink.delivered(1, 10);
    assertThat(reading().closed()).isFalse();
    other.offered(1);
    other.delivered(1, 10);
    assertThat(reading().closed()).isTrue();
  }
}
