package io.spillway.app.stat;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private Stat stat(String sources, String sinks) throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("spillway.conf"),
            "rules = []\nsources { %s }\ngroups { all { rules = [\"/raw\"], sinks { %s } } }\n"
                .formatted(sources, sinks));
    Configuration.Outcome read = Configuration.read(conf, Optional.empty());
    assertThat(read.problems()).isEmpty();
    NodeSettings node = read.settings().orElseThrow();
    return Stat.of(node, true);
  }

  private Stat ofSinks(String sinks) throws IOException {
    return stat("in { type = tcp, port = 5140, rules = [] }", sinks);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  private static SinkStat sink(Stat stat, String name) {
    return stat.sinks().stream().filter(s -> s.sink().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void rotatedAndCompressedFilesCount() throws IOException {
    write("out/a.log", "1\n2\n");
    write("out/a.log-20261121-080000", "3\n");
    Path zipped = folder.resolve("out/a.log-20261121-070000.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write("4\n5\n6\n".getBytes(StandardCharsets.UTF_8));
    }
    SinkStat sink = sink(ofSinks("a { type = file, path = out/a.log, encoder = raw }"), "a");
    assertThat(sink.records()).isEqualTo(6);
    assertThat(sink.files()).extracting(FileStat::lines).containsExactly(2L, 3L, 1L);
    assertThat(sink.from()).isEqualTo("files");
  }

  @Test
  void filesNamedByRecordsCountOnceAndNotThoseOfOthers() throws IOException {
    write("out/web.log", "1\n");
    write("out/db.log", "2\n3\n");
    write("out/all.log", "4\n5\n6\n7\n");
    Stat stat =
        ofSinks(
            """
            many { type = file, path = "out/${host}.log" }
            more { type = file, path = "out/${host}.log", filter = "isset($a)" }
            one { type = file, path = out/all.log }
            """
                .replace(
                    "more { type = file, path = \"out/${host}.log\"",
                    "more { type = file, path = \"out/${app}.log\""));
    assertThat(sink(stat, "many").records()).isEqualTo(3);
    assertThat(sink(stat, "one").records()).isEqualTo(4);
    assertThat(sink(stat, "more").records()).isZero();
    assertThat(sink(stat, "more").notes()).anyMatch(note -> note.contains("of sink many as well"));
  }

  @Test
  void csvHeadersAndQuotedLineFeedsAreNoRecords() throws IOException {
    write("out/a.csv", "x,y\r\n1,\"two\nlines\"\r\n3,\"a \"\"quote\"\"\"\r\n");
    write("out/a.csv-20261121-080000", "x,y\r\n5,6\r\n");
    SinkStat sink =
        sink(
            ofSinks(
                "a { type = file, path = out/a.csv, encoder = csv, csv { fields = [x, y], header ="
                    + " true } }"),
            "a");
    assertThat(sink.records()).isEqualTo(3);
    assertThat(sink.files()).extracting(FileStat::lines).containsExactly(4L, 2L);
  }

  @Test
  void tornTailIsToldAndNotCounted() throws IOException {
    write("out/a.log", "1\n2\nthr");
    SinkStat sink = sink(ofSinks("a { type = file, path = out/a.log }"), "a");
    assertThat(sink.records()).isEqualTo(2);
    assertThat(sink.files().get(0).note()).startsWith("3 bytes at its end have no line feed");
  }

  @Test
  void fileThatCantBeReadMakesTheCountUnknown() throws IOException {
    write("out/a.log", "1\n");
    write("out/a.log-20261121-080000.gz", "no gzip");
    Stat stat = ofSinks("a { type = file, path = out/a.log }");
    assertThat(sink(stat, "a").records()).isNull();
    assertThat(sink(stat, "a").files().get(1).note()).contains("can't be read");
    assertThat(stat.wasAllRead()).isFalse();
  }

  @Test
  void sinkWithoutFilesHasWhatTheReceiptSaysOrNothing() throws IOException {
    String sinks = "net { type = tcp, host = localhost, port = 1 }";
    SinkStat without = sink(ofSinks(sinks), "net");
    assertThat(without.records()).isNull();
    assertThat(without.from()).isEqualTo("nowhere");
    assertThat(without.notes().get(0))
        .isEqualTo("type = tcp leaves no file, and there is no receipt " + receipt());
    write(
        "data/receipt.json",
        """
        {"started":"S","ended":"E","ledger":{"sources":[{"source":"in","accepted":9}],
         "sinks":[{"sink":"net","delivered":7}]}}
        """);
    SinkStat with = sink(ofSinks(sinks), "net");
    assertThat(with.records()).isEqualTo(7);
    assertThat(with.from()).isEqualTo("receipt");
    assertThat(with.notes().get(0))
        .isEqualTo("type = tcp leaves no file; delivered in the run from S to E, by " + receipt());
  }

  @Test
  void sinksOfTheLastRunAreUnknownOnceTheRescueDaemonRan() throws IOException {
    write(
        "data/receipt.json",
        """
        {"ledger":{"sources":[{"source":"a","accepted":9}],"sinks":[{"sink":"net","delivered":7}]}}
        """);
    write("data/rescue-receipt.json", "{}");
    Stat stat = ofSinks("net { type = blackhole }");
    assertThat(stat.lastRun().input()).isEqualTo(9);
    assertThat(sink(stat, "net").records()).isNull();
    assertThat(sink(stat, "net").notes().get(0)).contains("rescue daemon has run since");
  }

  @Test
  void receiptWithoutSourcesSaysNothing() throws IOException {
    write("data/receipt.json", "{\"ledger\":{\"sources\":[],\"sinks\":[{\"sink\":\"net\"}]}}");
    Stat stat = ofSinks("net { type = blackhole }");
    assertThat(sink(stat, "net").records()).isNull();
    assertThat(stat.lastRun().input()).isNull();
    assertThat(sink(stat, "net").notes().get(0)).contains("is of a run without sources");
    write("data/receipt.json", "{");
    assertThat(ofSinks("net { type = blackhole }").lastRun().problem()).contains("is no receipt");
  }

  @Test
  void receiptOfARunBeforeTheLastSaysNothing() throws IOException {
    write(
        "data/receipt-previous.json",
        "{\"ledger\":{\"sources\":[{\"source\":\"in\",\"accepted\":9}]}}");
    Stat stat = ofSinks("net { type = blackhole }");
    assertThat(stat.lastRun().input()).isNull();
    assertThat(stat.lastRun().problem())
        .startsWith("there is no receipt " + receipt() + ": the last run has not ended, or was");
  }

  private Path receipt() {
    return folder.resolve("data/receipt.json");
  }

  /** A rescue line, its CRC and all. */
  private static String line(String sink, String reason, int number) {
    String open =
        "{\"id\":\"n/1/in/1/%d\",\"kind\":\"event\",\"time\":\"2026-11-21T08:00:00Z\",\"source\":\"in\",\"connection\":1,\"peer\":\"\",\"rule\":\"/raw\",\"sink\":\"%s\",\"reason\":\"%s\",\"attempt\":1,\"raw\":\"x\",\"fields\":[]"
            .formatted(number, sink, reason);
    CRC32C crc = new CRC32C();
    crc.update(open.getBytes(StandardCharsets.UTF_8));
    return open + ",\"crc\":\"%08x\"}\n".formatted(crc.getValue());
  }

  @Test
  void rescueIsCountedBySinkAndReasonRejectedApart() throws IOException {
    String first = line("a-b", "timeout", 1);
    write("data/rescue/a-b-2026-11-21_08:00:00.dat", first + line("a-b", "unavailable", 2));
    write(
        "data/rescue/a-b-2026-11-21_08:00:01.dat.lock",
        "\nbad\n" + line("a-b", "timeout", 3) + "t");
    write("data/rescue/a-b-2026-11-21_07:00:00.dat.torn", "torn\n");
    write("data/rescue/rejected/a-b-2026-11-21_08:00:00.dat", line("a-b", "too_large", 4));
    write("data/rescue/note.txt", "none of ours\n");
    Stat stat = ofSinks("a-b { type = blackhole }");
    assertThat(stat.rescue().records())
        .containsExactly(
            new RescueStat.Reasoned("a-b", "rescued", "timeout", 2),
            new RescueStat.Reasoned("a-b", "rescued", "unavailable", 1),
            new RescueStat.Reasoned("a-b", "rejected", "too_large", 1));
    assertThat(sink(stat, "a-b").rescued()).isEqualTo(3);
    assertThat(sink(stat, "a-b").rejected()).isEqualTo(1);
    assertThat(stat.rescue().files())
        .extracting(f -> f.state() + " " + f.lines() + " " + f.records() + " " + f.bad())
        .containsExactly("torn 1 0 1", "closed 2 2 0", "open 3 1 1", "closed 1 1 0");

    try (ReplayCheckpoint replay = ReplayCheckpoint.open(folder.resolve("data/rescue"))) {
      replay.write(new Position("a-b-2026-11-21_08:00:00.dat", first.length(), 1));
    }
    Stat replayed = ofSinks("a-b { type = blackhole }");
    assertThat(sink(replayed, "a-b").rescued()).isEqualTo(2);
    assertThat(replayed.rescue().files().get(1).lines()).isEqualTo(2);
    assertThat(replayed.rescue().files().get(1).records()).isEqualTo(1);
  }

  @Test
  void linesOfFileSourcesAreRecords() throws IOException {
    write("in/a.log", "1\n\n3");
    write("in/b.log", "4\n");
    Stat stat =
        stat(
            """
            all { type = file, paths = ["in/*.log"], rules = [] }
            joined { type = file, paths = [in/a.log], rules = [], multiline { start = "^1" } }
            gone { type = file, paths = [in/gone.log], rules = [] }
            followed { type = file, mode = follow, paths = [in/b.log], rules = [] }
            net { type = udp, port = 5140, rules = [] }
            """,
            "");
    assertThat(stat.sources())
        .extracting(SourceStat::records)
        .containsExactly(4L, null, null, null, null);
    assertThat(stat.sources().get(0).files()).extracting(FileStat::records).containsExactly(3L, 1L);
    assertThat(stat.sources().get(2).files().get(0).note()).isEqualTo("is not there");
    assertThat(stat.sources().get(3).files().get(0).lines()).isEqualTo(1);
    assertThat(stat.sources().get(4).notes().get(0)).contains("there is no file to count");
  }
}
