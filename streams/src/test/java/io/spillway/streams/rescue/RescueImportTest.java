package io.spillway.streams.rescue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.encode.JsonEncoder;
import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.encode.Tags;
import io.spillway.streams.flow.ScriptedSink;
import io.spillway.streams.flow.Share;
import io.spillway.streams.ledger.LedgerBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RescueImportTest {
  private static final Set<String> SINKS = Set.of("out", "other");
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private final LedgerBook book = new LedgerBook();

  @AfterEach
  void balances() {
    assertThat(book.read().balanced()).isTrue();
  }

  private RescueFiles files() {
    RescueSettings settings =
        new RescueSettings(
            folder, 1 << 20, Duration.ofMinutes(1), OptionalLong.empty(), 0, Duration.ofSeconds(1));
    return new RescueFiles(settings, book.rescue(), book.rejected(), Optional.empty());
  }

  private static ImportRequest plain(String sink) {
    return new ImportRequest(sink, false, "lines.log");
  }

  private static ImportRequest jsonl(String sink) {
    return new ImportRequest(sink, true, "mended.jsonl");
  }

  private RescueImport.Place place(long room) {
    return new RescueImport.Place(folder, "n1", SINKS, room);
  }

  private RescueFiles.Dat take(ImportRequest request, byte[] bytes, int atOnce)
      throws IOException, ImportRefused {
    try (RescueImport begun =
        RescueImport.begin(place(Long.MAX_VALUE), request, NOW.toEpochMilli())) {
      for (int at = 0; at < bytes.length; at += atOnce) {
        begun.add(bytes, at, Math.min(bytes.length, at + atOnce));
      }
      return files().imported(begun.end(), NOW);
    }
  }

  private RescueFiles.Dat take(ImportRequest request, String text)
      throws IOException, ImportRefused {
    return take(request, text.getBytes(StandardCharsets.ISO_8859_1), 7);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> delivered(Path dat, boolean json) throws IOException {
    List<Share> shares = new ArrayList<>();
    try (ReplayReader reader = new ReplayReader(dat, 0)) {
      for (ReplayReader.Chunk chunk = reader.next(3); !chunk.isEnd(); chunk = reader.next(3)) {
        assertThat(chunk.bad()).isZero();
        shares.addAll(chunk.shares());
      }
    }
    return ScriptedSink.lines(
        (json ? new JsonEncoder(Tags.NONE, n -> {}) : new RawEncoder()).encode(shares));
  }

  @Test
  void plainLinesAreRecordsAsOfASourceThatDoesNotParse() throws Exception {
    RescueFiles.Dat dat = take(plain("out"), "one\ntwo\r\n\n\u00e9\"\nlast");
    assertThat(dat.key()).isEqualTo("out-2026-11-21_08:00:00.dat");
    assertThat(dat.records()).isEqualTo(5);
    assertThat(dat.bytes()).isEqualTo(Files.size(dat.path()));
    assertThat(delivered(dat.path(), false)).containsExactly("one", "two", "", "\u00e9\"", "last");
    assertThat(delivered(dat.path(), true)).contains("{\"raw\":\"one\"}", "{\"raw\":\"last\"}");
    assertThat(names()).containsExactly(dat.key());
    assertThat(book.rescue().read().imported()).isEqualTo(5);
    RescueLine line = new RescueLine();
    byte[] first = Files.readAllBytes(dat.path());
    assertThat(line.read(first, 0, indexOf(first, '\n'))).isTrue();
    assertThat(line.id()).matches("n1/import/[0-9a-f]{16}/0");
    assertThat(line.reason()).isEqualTo("imported");
    assertThat(line.sink()).isEqualTo("out");
    assertThat(line.peer()).isEqualTo("lines.log");
    assertThat(line.time()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(line.attempt()).isZero();
  }

  private static int indexOf(byte[] in, char wanted) {
    int at = 0;
    while (in[at] != wanted) {
      at++;
    }
    return at;
  }

  @Test
  void idsAreTheirOwnAtEachImport() throws Exception {
    String first = Files.readString(take(plain("out"), "one\n").path());
    RescueFiles.Dat again = take(plain("out"), "one\n");
    assertThat(again.key()).isEqualTo("out-2026-11-21_08:00:00_2.dat");
    String id = first.substring(0, first.indexOf(','));
    assertThat(Files.readString(again.path())).doesNotStartWith(id);
  }

  @Test
  void anyPiecesMakeTheSameRecords() throws Exception {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        lines.add("x".repeat(random.nextInt(200)) + i);
        text.append(lines.get(i)).append('\n');
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
      RescueFiles.Dat dat = take(plain("out"), bytes, 1 + random.nextInt(3_000));
      assertThat(delivered(dat.path(), false)).as("seed %d", seed).isEqualTo(lines);
      Files.delete(dat.path());
    }
  }

  @Test
  void exportedLinesComeBackAsTheyWere() throws Exception {
    byte[] lines = TestRescue.bytes(TestRescue.group("out", "a", "b\u00ff", "c \"quoted\""));
    RescueFiles.Dat dat = take(jsonl(""), lines, 11);
    assertThat(Files.readAllBytes(dat.path())).isEqualTo(lines);
    assertThat(dat.name().sink()).isEqualTo("out");
    assertThat(dat.records()).isEqualTo(3);
  }

  @Test
  void mendedLinesKeepIdSourceAndAttempt() throws Exception {
    String lines =
        new String(
            TestRescue.bytes(TestRescue.group("out", "pass=secret", "b")), StandardCharsets.UTF_8);
    String mended = lines.replace("secret", "***").replace("\n", "\r\n") + "\n";
    RescueFiles.Dat dat = take(jsonl(""), mended);
    assertThat(delivered(dat.path(), false)).containsExactly("pass=***", "b");
    byte[] bytes = Files.readAllBytes(dat.path());
    RescueLine line = new RescueLine();
    assertThat(line.read(bytes, 0, indexOf(bytes, '\n'))).isTrue();
    assertThat(line.id()).isEqualTo("node/5-ab/web/7/1000");
    assertThat(line.source()).isEqualTo("web");
    assertThat(line.attempt()).isEqualTo(8);
  }

  @Test
  void linesWithoutCrcAndWithBlanksAreTaken() throws Exception {
    RescueFiles.Dat dat =
        take(
            jsonl(""),
            "{ \"crc\" : \"00000000\", \"id\": \"n/s/c/5\", \"kind\":\"event\","
                + " \"time\":\"2026-11-21T08:00:00Z\", \"note\":{\"x\":[1,2.5e-3,null]},"
                + " \"source\":\"s\", \"sink\":\"out\", \"reason\":\"timeout\", \"raw\":\"r\"}");
    assertThat(delivered(dat.path(), false)).containsExactly("r");
    assertThat(Files.readString(dat.path())).contains("\"note\":{\"x\":[1,2.5e-3,null]}");
  }

  @Test
  void anotherSinkMayBeNamedForAllLines() throws Exception {
    byte[] lines = TestRescue.bytes(TestRescue.group("gone", "a", "b"));
    RescueFiles.Dat dat = take(jsonl("other"), lines, 100);
    assertThat(dat.name().sink()).isEqualTo("other");
    String text = Files.readString(dat.path());
    assertThat(text).contains("\"sink\":\"other\"").doesNotContain("gone");
    assertThat(delivered(dat.path(), false)).containsExactly("a", "b");
  }

  private static final String GOOD =
      "{\"id\":\"n/s/c/5\",\"kind\":\"event\",\"time\":\"2026-11-21T08:00:00Z\",\"source\":\"s\","
          + "\"sink\":\"out\",\"reason\":\"timeout\",\"attempt\":1,\"raw\":\"r\","
          + "\"fields\":[[\"status\",\"number\",200],[\"ok\",\"bool\",true],[\"l\",\"array\",[1]]]}";

  /** Refused, with these words, behind a line that is good. */
  private void refuses(String from, String to, String words) throws IOException {
    assertThat(GOOD).contains(from);
    String text = GOOD + "\n\n" + GOOD.replace(from, to) + "\n" + GOOD;
    assertThatThrownBy(() -> take(jsonl(""), text))
        .isInstanceOf(ImportRefused.class)
        .hasMessageStartingWith("mended.jsonl:3: ")
        .hasMessageContaining(words);
    assertThat(names()).isEmpty();
    assertThat(book.rescue().read().imported()).isZero();
  }

  @Test
  void aWrongLineRefusesAllWithPlaceValueAndWhatWasExpected() throws Exception {
    refuses("\"kind\":\"event\"", "\"kind\":\"evnt\"", "kind is \"evnt\", expected one of event,");
    refuses("2026-11-21T08:00:00Z", "today", "time is \"today\", expected one as 2026-");
    refuses("timeout", "timout", "reason is \"timout\"; did you mean timeout?");
    refuses("timeout", "xyzzyxyzzy", "reason is \"xyzzyxyzzy\", expected one of incomplete,");
    refuses("\"sink\":\"out\"", "\"sink\":\"other\"", "expected \"out\" as before");
    refuses("\"attempt\":1", "\"attempt\":-1", "attempt is -1, expected 0 or more");
    refuses("\"attempt\":1", "\"attempt\":\"1\"", "expected a number at byte 117, found '\"'");
    refuses("n/s/c/5", "", "id is \"\"");
    refuses("\"raw\":\"r\",", "", "has no member raw");
    refuses("number", "nummber", "type is \"nummber\", expected one of text, number,");
    refuses("200", "2oo", "expected ',' or ']' at byte ");
    refuses("200", "\"200\"", "field \"status\" has the value \"200\", expected a number");
    refuses("true", "1", "field \"ok\" has the value 1, expected a bool");
    refuses("[1]", "1", "field \"l\" has the value 1, expected an array");
    refuses("[\"status\",\"number\",200]", "[\"status\",\"number\"]", "has the value r");
    refuses("]}", "]", "expected ',' or '}' at byte ");
    refuses("\"r\"", "\"r\\q\"", "expected an escape, as");
    refuses("\"r\"", "\"\u00e9\"", "expected UTF-8");
    refuses(GOOD, "{", "expected a name in quotes at byte 2, found the end of the line");
    refuses(GOOD, "plain text", "expected a value at byte 1, found 'p'");
    refuses(GOOD, "[".repeat(100), "expected at most 64 levels");
  }

  private static final String FIELDS = "[\"l\",\"array\",[1]]";

  @Test
  void aTimeOrAddressThatIsNoneIsRefused() throws Exception {
    String forged = "x\\\",\\\"admin\\\":\\\"true";
    refuses(FIELDS, "[\"w\",\"time\",\"" + forged + "\"]", "expected a time, as 2026-");
    refuses(FIELDS, "[\"w\",\"time\",\"\"]", "field \"w\" has the value , expected a time");
    refuses(FIELDS, "[\"w\",\"time\",\"2026-11-21T08:00:00Z\\n\"]", ":00Z?, expected a time");
    refuses(FIELDS, "[\"a\",\"ip\",\"10.0.0.1\\n{}\"]", "10.0.0.1?{}, expected an IP address");
    for (String none : new String[] {"", "1.2.3", "256.1.1.1", "::g", "1::2::3", "host", ":"}) {
      refuses(FIELDS, "[\"a\",\"ip\",\"" + none + "\"]", "expected an IP address");
    }
  }

  @Test
  void timesAndAddressesAsRulesMakeThemAreTaken() throws Exception {
    for (String time :
        new String[] {
          "2026-11-21T08:00:00", "2026-11-21T08:00:00.123456Z", "2026-11-21T08:00:00+01:00"
        }) {
      String line = GOOD.replace(FIELDS, "[\"w\",\"time\",\"" + time + "\"]");
      assertThat(delivered(take(jsonl(""), line).path(), true).get(0)).contains(time);
    }
    for (String address : new String[] {"10.0.0.1", "255.255.255.255", "::", "2001:db8::1"}) {
      String line = GOOD.replace(FIELDS, "[\"a\",\"ip\",\"" + address + "\"]");
      assertThat(delivered(take(jsonl(""), line).path(), true).get(0)).contains(address);
    }
  }

  @Test
  void theFirstLineMustNameASinkThatThereIs() {
    assertThatThrownBy(() -> take(jsonl(""), GOOD.replace("\"out\"", "\"otter\"")))
        .hasMessageStartingWith("mended.jsonl:1: sink is \"otter\"; no sink is named otter")
        .hasMessageContaining("did you mean other?");
    assertThatThrownBy(() -> take(plain("oout"), "x"))
        .hasMessage("no sink is named oout; did you mean out?");
    assertThatThrownBy(() -> take(plain(""), "x")).hasMessageContaining("--sink NAME is needed");
  }

  @Test
  void nothingIsNoImport() throws IOException {
    assertThatThrownBy(() -> take(plain("out"), "")).hasMessage("lines.log holds no record");
    assertThatThrownBy(() -> take(jsonl(""), "\n\n")).hasMessage("mended.jsonl holds no record");
    assertThat(names()).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    assertThatThrownBy(
            () -> {
              try (RescueImport begun = RescueImport.begin(place(1_000), plain("out"), 0)) {
                byte[] line = "a line\n".getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 100; i++) {
                  begun.add(line, 0, line.length);
                }
              }
            })
        .hasMessageContaining("there is no room for lines.log")
        .hasMessageContaining("1000 bytes");
    assertThat(names()).isEmpty();
  }

  @Test
  void aLineWithoutAnEndIsNotHeldForEver() {
    byte[] much = new byte[1 << 20];
    assertThatThrownBy(
            () -> {
              try (RescueImport begun = RescueImport.begin(place(1 << 30), plain("out"), 0)) {
                for (int i = 0; i < 100; i++) {
                  begun.add(much, 0, much.length);
                }
              }
            })
        .hasMessageContaining("lines.log: the record behind the first 0 is longer than 8388608");
  }

  @Test
  void whatAKilledImportLeftIsRemoved() throws Exception {
    @SuppressWarnings("resource") // nobody closes it
    RescueImport killed = RescueImport.begin(place(1 << 20), plain("out"), 0);
    killed.add(new byte[] {'x', '\n'}, 0, 2);
    assertThat(names()).hasSize(1);
    files().adopt();
    assertThat(names()).isEmpty();
  }
}
