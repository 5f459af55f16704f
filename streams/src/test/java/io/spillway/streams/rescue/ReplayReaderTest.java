package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.encode.Encoder;
import io.spillway.streams.encode.JsonEncoder;
import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.encode.Tags;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.ScriptedSink;
import io.spillway.streams.flow.Share;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayReaderTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final Names names = TestRescue.names();

  private Encoder json() {
    return new JsonEncoder(Tags.NONE, n -> {});
  }

  /** Events with fields that rules name and fields that the data names. */
  private Events events(Random random, int records) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      lines.add("line " + random.nextInt() + (random.nextInt(5) == 0 ? "\u00ff\"" : ""));
    }
    Events events =
        new Events(TestBatches.batch(new Settlement(() -> {}), lines), names, new byte[0], 0, 0);
    for (int i = 0; i < records; i++) {
      for (int n = random.nextInt(4); n > 0; n--) {
        byte[] value = ("v\"" + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(
            value, 0, events.scratch(value.length), events.scratchLength(), value.length);
        int start = events.keepScratch(value.length);
        events.add(
            names.intern("name" + random.nextInt(3)),
            FieldType.TEXT,
            Events.IN_SCRATCH,
            start,
            start + value.length);
      }
      int end = events.batch().end(i);
      events.parsedWithResidue(random.nextInt(2), Events.IN_SLAB, end - 2, end);
    }
    return events;
  }

  private Path file(Encoder texts, List<Share> shares) throws IOException {
    RescueEncoder encoder = new RescueEncoder("out", texts);
    encoder.clear();
    for (Share share : shares) {
      encoder.add(share, 0, share.count(), Reason.TIMEOUT, 2, "");
    }
    return Files.write(
        folder.resolve("out-2026-11-21_08:00:00.dat"),
        TestRescue.bytes(encoder.group(RescueGroup.Place.RESCUED, false)));
  }

  private List<Share> read(Path file, int most) throws IOException {
    List<Share> shares = new ArrayList<>();
    try (ReplayReader reader = new ReplayReader(file, 0)) {
      for (ReplayReader.Chunk chunk = reader.next(most);
          !chunk.isEnd();
          chunk = reader.next(most)) {
        shares.addAll(chunk.shares());
      }
    }
    return shares;
  }

  @Test
  void sinkGetsOfEveryKindWhatItWasToGet() throws IOException {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      List<Share> shares = new ArrayList<>();
      for (Share.Kind kind :
          new Share.Kind[] {
            Share.Kind.EVENT, Share.Kind.RESIDUE, Share.Kind.INTERCEPTED, Share.Kind.ERROR
          }) {
        shares.add(new Share(events(random, 1 + random.nextInt(20)), kind, null));
      }
      for (boolean raw : new boolean[] {false, true}) {
        Encoder encoder = raw ? new RawEncoder() : json();
        List<String> wanted = ScriptedSink.lines(encoder.encode(shares));
        List<Share> restored =
            read(file(raw ? new RawEncoder() : json(), shares), 1 + random.nextInt(30));
        assertThat(ScriptedSink.lines(encoder.encode(restored)))
            .as("seed %d", seed)
            .isEqualTo(wanted);
      }
    }
  }

  @Test
  void recordsKeepIdsTimeAndOrigin() throws IOException {
    Share share = TestBatches.share("a", "bb", "ccc");
    Batch before = share.batch();
    List<Share> restored = read(file(new RawEncoder(), List.of(share, share)), 100);
    assertThat(restored).hasSize(1);
    Batch after = restored.get(0).batch();
    assertThat(after.origin()).isEqualTo(before.origin());
    assertThat(after.receivedAtMillis()).isEqualTo(before.receivedAtMillis());
    assertThat(after.count()).isEqualTo(6);
    for (int i = 0; i < 3; i++) {
      assertThat(after.offset(i)).isEqualTo(before.offset(i));
      assertThat(after.offset(i + 3)).isEqualTo(before.offset(i));
    }
  }

  /** The line of a record that came at that time over connection 7 of that source. */
  private static byte[] line(String raw, String time, String source, String peer, int connection) {
    byte[] open =
        ("{\"id\":\"n1/s/net/7/5\",\"kind\":\"event\",\"time\":\""
                + time
                + "\",\"source\":\""
                + source
                + "\",\"connection\":"
                + connection
                + ",\"peer\":\""
                + peer
                + "\",\"sink\":\"out\",\"reason\":\"timeout\",\"attempt\":1,\"raw\":\""
                + raw
                + "\"")
            .getBytes(StandardCharsets.US_ASCII);
    return LineCheck.sealed(open, open.length);
  }

  @Test
  void recordsOfOneConnectionKeepTheirOwnTimesAndOrigins() throws IOException {
    String first = "2026-11-18T08:00:00.123Z";
    String second = "2026-11-19T08:00:00.456Z";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(line("a", first, "net", "10.0.0.9:1", 7));
    all.writeBytes(line("b", first, "net", "10.0.0.9:1", 7));
    all.writeBytes(line("c", second, "net", "10.0.0.9:1", 7));
    all.writeBytes(line("d", second, "mended", "10.0.0.9:1", 7));
    all.writeBytes(line("e", second, "mended", "10.0.0.9:2", 7));
    all.writeBytes(line("f", second, "mended", "10.0.0.9:2", 8));
    Path file = Files.write(folder.resolve("out-2026-11-21_08:00:00.dat"), all.toByteArray());
    List<String> restored = new ArrayList<>();
    for (Share share : read(file, 100)) {
      Batch batch = share.batch();
      restored.add(
          share.count()
              + " "
              + Instant.ofEpochMilli(batch.receivedAtMillis())
              + " "
              + batch.origin().source()
              + " "
              + batch.origin().peer()
              + " "
              + batch.origin().connection());
    }
    assertThat(restored)
        .containsExactly(
            "2 " + first + " net 10.0.0.9:1 7",
            "1 " + second + " net 10.0.0.9:1 7",
            "1 " + second + " mended 10.0.0.9:1 7",
            "1 " + second + " mended 10.0.0.9:2 7",
            "1 " + second + " mended 10.0.0.9:2 8");
  }

  @Test
  void eventsCarryTheRulesThatTheLinesName() throws IOException {
    Share share = TestBatches.share("a", "b", "c", "d");
    Events events = new Events(share.batch(), names, new byte[0], 0, 0);
    for (int rule : new int[] {7, 3, 3}) {
      events.parsed(rule);
    }
    events.missed(-1, 0, 0);
    Path file = file(new RawEncoder(), List.of(new Share(events, Share.Kind.EVENT, null)));
    Events first = read(file, 2).get(0).events();
    assertThat(List.of(first.ruleName(0), first.ruleName(1)))
        .containsExactly("/web/rule7", "/web/rule3");
    List<Share> all = read(file, 100);
    Events restored = all.get(0).events();
    assertThat(List.of(restored.ruleName(1), restored.ruleName(2))).containsOnly("/web/rule3");
    assertThat(restored.rule(3)).isEqualTo(Events.MISSED);
    assertThat(Files.readString(file(new RawEncoder(), all)))
        .contains("\"rule\":\"/web/rule7\"")
        .containsOnlyOnce("/web/rule7");
  }

  @Test
  void moreRulesThanAreKeptInMindBeginAnewWithTheNextBatch() throws IOException {
    int count = 3_000;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add("x");
    }
    Events events =
        new Events(TestBatches.batch(new Settlement(() -> {}), lines), names, new byte[0], 0, 0);
    for (int i = 0; i < count; i++) {
      events.parsed(i);
    }
    Path file = file(new RawEncoder(), List.of(new Share(events, Share.Kind.EVENT, null)));
    List<String> rules = new ArrayList<>();
    for (Share share : read(file, 700)) {
      for (int i = 0; i < share.count(); i++) {
        rules.add(share.events().ruleName(i));
      }
    }
    assertThat(rules).hasSize(count).startsWith("/web/rule0").endsWith("/web/rule2999");
    assertThat(rules).doesNotHaveDuplicates();
  }

  @Test
  void emptyAndBadLinesAreCountedAndPassedOver() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] good = TestRescue.bytes(TestRescue.group("out", "a"));
    byte[] bad = good.clone();
    bad[10] ^= 1;
    all.write('\n');
    all.writeBytes(good);
    all.writeBytes(bad);
    all.writeBytes(good);
    all.writeBytes("torn".getBytes(StandardCharsets.US_ASCII));
    Path file = Files.write(folder.resolve("out-2026-11-21_08:00:00.dat"), all.toByteArray());
    try (ReplayReader reader = new ReplayReader(file, 0)) {
      ReplayReader.Chunk chunk = reader.next(100);
      assertThat(chunk.records()).isEqualTo(2);
      assertThat(chunk.bad()).isEqualTo(1);
      assertThat(chunk.empty()).isEqualTo(1);
      assertThat(chunk.endOffset()).isEqualTo(all.size() - 4);
      assertThat(reader.next(100).isEnd()).isTrue();
    }
    try (ReplayReader reader = new ReplayReader(file, 1 + good.length)) {
      assertThat(reader.next(100).records()).isEqualTo(1);
    }
  }

  @Test
  void rejectedLineKeepsAllButItsAnswer() throws IOException {
    Path file = file(new RawEncoder(), List.of(TestBatches.share("a", "bb")));
    try (ReplayReader reader = new ReplayReader(file, 0)) {
      ReplayReader.Chunk chunk = reader.next(100);
      RescueLine line = new RescueLine();
      assertThat(line.read(reader.bytes(), chunk.lines()[2], chunk.lines()[3])).isTrue();
      byte[] mended = line.answered(Reason.TOO_LARGE, 3, "says \"no\"");
      RescueLine again = new RescueLine();
      assertThat(again.read(mended, 0, mended.length - 1)).as(again.problem()).isTrue();
      assertThat(again.reason()).isEqualTo("too_large");
      assertThat(again.attempt()).isEqualTo(3);
      assertThat(again.detail()).isEqualTo("says \"no\"");
      assertThat(again.id()).isEqualTo(line.id());
      assertThat(TestRescue.text(again, again.rawStart(), again.rawEnd())).isEqualTo("bb");
    }
  }
}
