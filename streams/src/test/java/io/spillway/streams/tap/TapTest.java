package io.spillway.streams.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TapTest {
  private final Taps taps = new Taps(2);
  private final TapPoint point = taps.point(Taps.Part.SOURCE, "web");
  private final AtomicLong nanos = new AtomicLong();

  private Tap open() {
    return ((Taps.Open) taps.open(Taps.Part.SOURCE, "web")).tap();
  }

  private TapReader reader(Tap tap, TapQuery.RecordTest wanted, long limit, int perSecond) {
    TapQuery query = new TapQuery(names -> wanted, limit, perSecond, true);
    return new TapReader(tap, query, nanos::get);
  }

  private static List<String> lines(TapReader reader) {
    return new String(reader.takeLines(), StandardCharsets.UTF_8).lines().toList();
  }

  private static void adds(Tap tap, TapReader reader) {
    assertThat(reader.shown() + reader.filtered() + tap.skipped()).isEqualTo(tap.passed());
    assertThat(tap.heldBytes()).isZero();
  }

  @Test
  void showsWhatPassesWhileItIsOpen() {
    point.offer(TestBatches.share("before"));
    Tap tap = open();
    TapReader reader = reader(tap, TapQuery.RecordTest.ALL, 100, 1000);
    point.offer(TestBatches.share("a", "b\u001b"));
    reader.look(1_000_000);
    assertThat(lines(reader))
        .containsExactly(
            "{\"kind\":\"event\",\"id\":\"node/5-ab/web/7/1000\",\"time\":\"2023-11-14T22:13:20.123Z\","
                + "\"source\":\"web\",\"connection\":7,\"peer\":\"127.0.0.1:9\","
                + "\"rule\":\"/web/line\",\"raw\":\"a\"}",
            "{\"kind\":\"event\",\"id\":\"node/5-ab/web/7/1002\",\"time\":\"2023-11-14T22:13:20.123Z\","
                + "\"source\":\"web\",\"connection\":7,\"peer\":\"127.0.0.1:9\","
                + "\"rule\":\"/web/line\",\"raw\":\"b\\u001b\"}");
    adds(tap, reader);
    tap.end(TapEnd.CLOSED);
    point.offer(TestBatches.share("after"));
    assertThat(tap.passed()).isEqualTo(2);
  }

  @Test
  void showsNoMoreThanTheLimitAndCountsTheRest() {
    Tap tap = open();
    TapReader reader = reader(tap, TapQuery.RecordTest.ALL, 2, 1000);
    point.offer(TestBatches.share("a", "b", "c"));
    reader.look(1_000_000);
    assertThat(lines(reader)).hasSize(2);
    assertThat(tap.ended()).isEqualTo(TapEnd.LIMIT);
    assertThat(tap.skipped()).isEqualTo(1);
    adds(tap, reader);
  }

  @Test
  void skipsWhatComesFasterThanItMayShow() {
    Tap tap = open();
    TapReader reader = reader(tap, TapQuery.RecordTest.ALL, 1000, 20);
    String[] ten = Collections.nCopies(10, "x").toArray(String[]::new);
    point.offer(TestBatches.share(ten));
    point.offer(TestBatches.share(ten));
    reader.look(1_000_000);
    assertThat(reader.shown()).isEqualTo(2);
    nanos.addAndGet(50_000_000);
    point.offer(TestBatches.share(ten));
    reader.look(1_000_000);
    assertThat(reader.shown()).isEqualTo(3);
    assertThat(tap.skipped()).isEqualTo(27);
    adds(tap, reader);
  }

  @Test
  void whatIsNotWantedIsFilteredAndNotSkipped() {
    Tap tap = open();
    TapReader reader = reader(tap, (events, record) -> record == 1, 1000, 1000);
    point.offer(TestBatches.share("a", "b", "c"));
    reader.look(1_000_000);
    assertThat(lines(reader)).singleElement().asString().contains("\"raw\":\"b\"");
    assertThat(reader.filtered()).isEqualTo(2);
    adds(tap, reader);
  }

  @Test
  void holdsABoundedNumberOfSharesAndLetsThemGo() {
    Tap tap = open();
    for (int i = 0; i < 1000; i++) {
      point.offer(TestBatches.share("a"));
    }
    assertThat(tap.skipped()).isEqualTo(1000 - TapBuffer.MOST_SHARES);
    TapReader reader = reader(tap, TapQuery.RecordTest.ALL, 1000, 100_000);
    tap.end(TapEnd.SLOW_READER);
    reader.leave();
    assertThat(tap.skipped()).isEqualTo(1000);
    adds(tap, reader);
  }

  @Test
  void holdsABoundedAmountOfMemory() {
    Tap tap = open();
    for (int i = 0; i < 20; i++) {
      point.offer(TestBatches.big(1 << 20));
      assertThat(tap.heldBytes()).isLessThanOrEqualTo(TapBuffer.MOST_BYTES);
    }
    assertThat(tap.skipped()).isEqualTo(17);
  }

  @Test
  void takesTheFirstRecordsOfAShareThatIsTooLarge() {
    Tap tap = open();
    List<String> records = new ArrayList<>(Collections.nCopies(300, "small"));
    records.add("x".repeat(5 << 20));
    point.offer(TestBatches.share(records.toArray(String[]::new)));
    assertThat(tap.skipped()).isEqualTo(301 - 256);
    assertThat(tap.heldBytes()).isLessThan(64 << 10);
    point.offer(TestBatches.big(5 << 20));
    assertThat(tap.skipped()).isEqualTo(301 - 256 + 1);
  }

  @Test
  void linesThatNobodyTakesAreBounded() {
    Tap tap = open();
    TapReader reader = reader(tap, TapQuery.RecordTest.ALL, 1_000_000, 100_000);
    for (int i = 0; i < 100; i++) {
      point.offer(TestBatches.big(10_000));
      reader.look(1_000_000);
    }
    assertThat(reader.takeLines()).hasSizeLessThanOrEqualTo(TapReader.MOST_BYTES + 1024);
    assertThat(tap.skipped()).isPositive();
    adds(tap, reader);
  }

  @Test
  void opensNoMoreThanTheMost() {
    Tap first = open();
    open();
    assertThat(taps.open(Taps.Part.SOURCE, "web")).isEqualTo(new Taps.TooMany(2));
    first.end(TapEnd.CLOSED);
    assertThat(taps.count()).isEqualTo(1);
    assertThat(taps.open(Taps.Part.SOURCE, "web")).isInstanceOf(Taps.Open.class);
  }

  @Test
  void knowsThePartsThatThereAre() {
    assertThat(taps.open(Taps.Part.SOURCE, "wbe")).isEqualTo(new Taps.Unknown(List.of("web")));
    assertThat(taps.open(Taps.Part.SINK, "web")).isEqualTo(new Taps.Unknown(List.of()));
  }

  @Test
  void endsWhenItsPartIsGone() {
    Tap tap = open();
    taps.point(Taps.Part.SOURCE, "other");
    taps.retain(Taps.Part.SOURCE, Set.of("web"));
    assertThat(tap.ended()).isNull();
    taps.retain(Taps.Part.SOURCE, Set.of("other"));
    assertThat(tap.ended()).isEqualTo(TapEnd.GONE);
    assertThat(taps.open(Taps.Part.SOURCE, "web")).isInstanceOf(Taps.Unknown.class);
  }

  @Test
  void endsWhenTheNodeDrains() {
    Tap tap = open();
    taps.drain();
    assertThat(tap.ended()).isEqualTo(TapEnd.DRAIN);
    assertThat(taps.open(Taps.Part.SOURCE, "web")).isInstanceOf(Taps.Draining.class);
  }

  @Test
  void countsAddUpWithManyThreads() {
    Tap tap = open();
    TapReader reader = reader(tap, TapQuery.RecordTest.ALL, 1_000_000, 100_000);
    List<CompletableFuture<Void>> offering = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      offering.add(
          CompletableFuture.runAsync(
              () -> {
                Share share = TestBatches.share("a", "b");
                for (int n = 0; n < 5000; n++) {
                  point.offer(share);
                }
              }));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(offering.toArray(CompletableFuture<?>[]::new));
    while (!all.isDone()) {
      reader.look(1_000_000);
      reader.takeLines();
    }
    reader.look(1_000_000);
    assertThat(tap.passed()).isEqualTo(40_000);
    adds(tap, reader);
  }
}
