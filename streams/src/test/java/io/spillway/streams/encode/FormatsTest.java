package io.spillway.streams.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.flow.Share;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.Outgoing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The formats beside raw and JSON, by the settings that choose them. */
class FormatsTest {
  private static final String DEFAULTS =
      """
      kv { separator = " ", assign = "=" }
      csv { fields = [], header = false, delimiter = ",", line-end = crlf }
      syslog { format = rfc5424, facility = "${facility:-user}", severity = "${severity:-info}",
        time-field = timestamp, time-zone = UTC, host = "${host}", app = "${app:-spillway}", proc-id = "${pid}",
        msg-id = "${msgid}", structured-data = "", message = raw }
      """;
  private final Problems problems = new Problems();

  private EncoderSettings settings(String written) {
    ConfigObject own = ConfigFactory.parseString(written).root();
    Section section =
        Section.root(own, new Place("a.conf", 1), problems)
            .withDefaults(ConfigFactory.parseString(DEFAULTS).root());
    EncoderSettings settings = EncoderSettings.read(section);
    settings.check(section);
    section.end();
    return settings;
  }

  private String text(String written, Share.Kind kind, TestEvents made) {
    return text(written, kind, made, Map.of());
  }

  private String text(String written, Share.Kind kind, TestEvents made, Map<String, String> tags) {
    Encoder encoder = settings(written).encoders(Tags.of(List.of(tags)), replaced -> {}).get();
    assertThat(problems.sorted()).isEmpty();
    String once = text(encoder.encode(List.of(new Share(made.events, kind, null))));
    assertThat(text(encoder.encode(List.of(new Share(made.events, kind, null))))).isEqualTo(once);
    return once;
  }

  private static String text(Outgoing records) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer buffer : records.buffers()) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      all.writeBytes(bytes);
    }
    assertThat((long) all.size()).isEqualTo(records.bytes());
    for (int i = 0; i < records.count(); i++) {
      assertThat(all.toByteArray()[(int) records.ends()[i] - 1]).isEqualTo((byte) '\n');
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private String problem(String written) {
    settings(written);
    return String.valueOf(problems.sorted());
  }

  @Test
  void kvQuotesWhatAReaderCouldNotTellApart() {
    TestEvents made = new TestEvents("x", "y", "z");
    made.field("plain", FieldType.TEXT, "a/b?c")
        .field("n", FieldType.NUMBER, "-1")
        .field("empty", FieldType.TEXT, "")
        .field("text", FieldType.TEXT, "say \"hi\" \\ a=b\n\u0001\u00ff")
        .parsed()
        .field("a", FieldType.NUMBER, "1")
        .named("b c=\"d\"", FieldType.TEXT, "2")
        .field("a", FieldType.NUMBER, "3")
        .parsed()
        .parsed();
    assertThat(text("encoder = kv", Share.Kind.EVENT, made))
        .isEqualTo(
            """
            plain=a/b?c n=-1 empty="" text="say \\"hi\\" \\\\ a=b\\n\\x01\u00ff"
            b_c__d_=2 a=3

            """);
    assertThat(
            text("encoder = kv, kv { separator = \"|\", assign = \":\" }", Share.Kind.EVENT, made))
        .startsWith("plain:a/b?c|n:-1|");
  }

  @Test
  void kvPutsTagsLastAndInPlaceOfFields() {
    TestEvents made =
        new TestEvents("x").field("env", FieldType.TEXT, "a").field("b", FieldType.TEXT, "c");
    made.parsed();
    assertThat(text("encoder = kv", Share.Kind.EVENT, made, Map.of("env", "prod 1")))
        .isEqualTo("b=c env=\"prod 1\"\n");
  }

  @Test
  void kvTellsOfRecordsThatAreNoEvents() {
    TestEvents made = new TestEvents("no rule").missed(-1, 0, 0);
    assertThat(text("encoder = kv", Share.Kind.MISS, made))
        .isEqualTo(
            "kind=miss id=node/5-ab/web/7/1000 source=web peer=127.0.0.1:9 raw=\"no rule\"\n");
    made = new TestEvents("ab tail").field("a", FieldType.NUMBER, "1").parsedWithResidue(4);
    assertThat(text("encoder = kv", Share.Kind.RESIDUE, made))
        .endsWith(" rule=/web/nginx residue=tail a=1\n");
  }

  @Test
  void csvQuotesAsRfc4180Says() {
    TestEvents made = new TestEvents("x", "y");
    made.field("b", FieldType.TEXT, "2,\"3\"")
        .field("a", FieldType.TEXT, "first")
        .field("c", FieldType.TEXT, "line\r\nend")
        .field("a", FieldType.TEXT, "1")
        .parsed()
        .named("b", FieldType.TEXT, "by data \u00ff")
        .parsed();
    String csv = "encoder = csv, csv { fields = [a, b, c, \"@source\"] ";
    assertThat(text(csv + "}", Share.Kind.EVENT, made))
        .isEqualTo("1,\"2,\"\"3\"\"\",\"line\r\nend\",web\r\n,by data \u00ff,,web\r\n");
    assertThat(text(csv + ", line-end = lf, delimiter = \";\" }", Share.Kind.EVENT, made))
        .startsWith("1;\"2,\"\"3\"\"\";");
    assertThat(settings(csv + ", header = on }").header())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("a,b,c,@source\r\n");
    assertThat(settings(csv + "}").header()).isEmpty();
  }

  @Test
  void templatesPutFieldsAndWhatIsKnownIntoText() {
    TestEvents made = new TestEvents("one tail", "two");
    made.field("host", FieldType.TEXT, "web-1")
        .parsedWithResidue(4)
        .field("host", FieldType.TEXT, "")
        .parsed();
    String about =
        "template = \"${host:-nobody}|${none}|$${x}|$5|${@time}|${@time:%F %H:%M:%S %j}|${@id}"
            + "|${@kind}|${@node}|${@connection}|${@peer}|${@rule}|${@raw}|${@residue}\"";
    assertThat(text("encoder = template, " + about, Share.Kind.EVENT, made))
        .isEqualTo(
            "web-1||${x}|$5|2023-11-14T22:13:20.123Z|2023-11-14 22:13:20 318|node/5-ab/web/7/1000"
                + "|event|node|7|127.0.0.1:9|/web/nginx|one tail|tail\n"
                + "nobody||${x}|$5|2023-11-14T22:13:20.123Z|2023-11-14 22:13:20 318"
                + "|node/5-ab/web/7/1009|event|node|7|127.0.0.1:9|/web/nginx|two|\n");
  }

  @Test
  void templatesSayWhatIsWrongWithThem() {
    for (String wrong :
        List.of("${", "a ${b", "${}", "${:-x}", "${@what}", "${@time:%Q}", "${@time-}")) {
      assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> Template.parse(wrong));
    }
  }

  @Test
  void writesTheHeadersOfRfc5424() {
    TestEvents made = new TestEvents("m1", "m2", "m3");
    made.field("facility", FieldType.TEXT, "LOCAL7")
        .field("severity", FieldType.NUMBER, "3")
        .field("timestamp", FieldType.TIME, "2026-02-03T04:05:06.123456789+01:00")
        .field("host", FieldType.TEXT, "web 1\u00ff")
        .field("app", FieldType.TEXT, "x".repeat(60))
        .field("pid", FieldType.NUMBER, "17")
        .parsed()
        .field("facility", FieldType.TEXT, "nonsense")
        .field("severity", FieldType.NUMBER, "9")
        .field("timestamp", FieldType.TEXT, "yesterday, at about noon")
        .parsed()
        .field("timestamp", FieldType.TIME, "2026-02-03T04:05:06")
        .parsed();
    assertThat(text("encoder = syslog", Share.Kind.EVENT, made))
        .isEqualTo(
            "<187>1 2026-02-03T04:05:06.123456+01:00 web_1_ "
                + "x".repeat(48)
                + " 17 - - m1\n"
                + "<14>1 2023-11-14T22:13:20.123Z node spillway - - - m2\n"
                + "<14>1 2026-02-03T04:05:06Z node spillway - - - m3\n");
  }

  @Test
  void writesTheHeadersOfRfc3164() {
    TestEvents made = new TestEvents("m1", "m2");
    made.field("timestamp", FieldType.TIME, "2026-02-03T04:05:06.9Z")
        .field("host", FieldType.TEXT, "h")
        .field("app", FieldType.TEXT, "sshd")
        .field("pid", FieldType.NUMBER, "17")
        .parsed()
        .field("timestamp", FieldType.TIME, "2026-12-13T04:05:06")
        .parsed();
    String settings =
        "encoder = syslog, syslog { format = rfc3164, facility = auth, message = kv }";
    assertThat(text(settings, Share.Kind.EVENT, made))
        .isEqualTo(
            "<38>Feb  3 04:05:06 h sshd[17]: timestamp=2026-02-03T04:05:06.9Z host=h app=sshd"
                + " pid=17\n"
                + "<38>Dec 13 04:05:06 node spillway: timestamp=2026-12-13T04:05:06\n");
    TestEvents other = new TestEvents("m1").parsed();
    assertThat(text(settings, Share.Kind.EVENT, other))
        .matches("<38>Nov 1[345] \\d\\d:\\d3:20 node spillway: \n");
  }

  @Test
  void timesWithoutAZoneAreOfTheSettingsZone() {
    String berlin = "encoder = syslog, syslog { time-zone = Europe/Berlin, message = json, ";
    TestEvents made = new TestEvents("m1", "m2", "m3", "m4");
    made.field("timestamp", FieldType.TIME, "2026-07-03T04:05:06")
        .parsed()
        .field("timestamp", FieldType.TIME, "2026-01-03T23:05:06.5")
        .parsed()
        .field("timestamp", FieldType.TIME, "2026-07-03T23:05:06Z")
        .parsed()
        .field("timestamp", FieldType.TIME, "2026-07-03T23:05:06.25-03:30")
        .parsed();
    assertThat(text(berlin + "format = rfc5424 }", Share.Kind.EVENT, made).lines())
        .map(line -> line.split(" ", -1)[1])
        .containsExactly(
            "2026-07-03T04:05:06+02:00",
            "2026-01-03T23:05:06.5+01:00",
            "2026-07-03T23:05:06Z",
            "2026-07-03T23:05:06.25-03:30");
    assertThat(text(berlin + "format = rfc3164 }", Share.Kind.EVENT, made).lines())
        .map(line -> line.substring("<14>".length(), "<14>Jul  3 04:05:06".length()))
        .containsExactly(
            "Jul  3 04:05:06", "Jan  3 23:05:06", "Jul  4 01:05:06", "Jul  4 04:35:06");
  }

  @Test
  void wholeMinutesOfArrivalHaveTheirSeconds() {
    SyslogTime utc = new SyslogTime(ZoneOffset.UTC);
    for (long minute = 0; minute < 24 * 60; minute++) {
      assertThat(utc.bsd(minute * 60_000))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("Jan  1 %02d:%02d:00".formatted(minute / 60, minute % 60));
    }
    SyslogTime india = new SyslogTime(ZoneId.of("Asia/Kolkata"));
    assertThat(india.bsd(0)).asString(StandardCharsets.US_ASCII).isEqualTo("Jan  1 05:30:00");
  }

  @Test
  void timesThatAreNoneKeepTheirDigits() {
    SyslogTime times = new SyslogTime(ZoneId.of("Europe/Berlin"));
    OutBuffer out = new OutBuffer();
    byte[] none = "2026-02-31T04:05:06".getBytes(StandardCharsets.US_ASCII);
    times.writeIso(out, none, 0, none.length);
    none = "2026-02-31T04:05:06+99:00".getBytes(StandardCharsets.US_ASCII);
    times.writeBsd(out, none, 0, none.length);
    assertThat(new String(out.room(0), 0, out.length(), StandardCharsets.US_ASCII))
        .isEqualTo("2026-02-31T04:05:06ZFeb 31 04:05:06");
  }

  @Test
  void valuesInStructuredDataCanNotEndIt() {
    String settings =
        "encoder = syslog, syslog { structured-data ="
            + " \"[x@1 v=\\\"${a.b}\\\" raw=\\\"<${@raw}>\\\"]${more}\", message = json }";
    TestEvents made = new TestEvents("say \"hi\"", "\n<0>1 - forged");
    made.named("a.b", FieldType.TEXT, "\"]\n<0>1 - evil \\\u00ff")
        .named("more", FieldType.TEXT, "[y@1 z=\"\\]\"]")
        .parsed()
        .parsed();
    assertThat(text(settings, Share.Kind.EVENT, made).lines())
        .map(line -> line.substring(0, line.indexOf(" {")))
        .containsExactly(
            "<14>1 2023-11-14T22:13:20.123Z node spillway - - [x@1"
                + " v=\"\\\"\\]_<0>1 - evil \\\\\u00ff\" raw=\"<say \\\"hi\\\">\"][y@1 z=\"\\]\"]",
            "<14>1 2023-11-14T22:13:20.123Z node spillway - - [x@1 v=\"\""
                + " raw=\"<_<0>1 - forged>\"]");
  }

  @Test
  void namesFilesThatStayInTheirFolder() {
    TestEvents made = new TestEvents("1", "2", "3", "4", "5");
    for (String host : List.of("web-1", "../../etc/passwd", "", "x".repeat(500), "web-1")) {
      made.field("host", FieldType.TEXT, host).parsed();
    }
    Encoder encoder =
        new NamingEncoder(
            new RawEncoder(), Template.parse("/out/${host}/${@time:%Y/%m}.log"), Tags.NONE);
    Outgoing out = encoder.encode(List.of(new Share(made.events, Share.Kind.EVENT, null)));
    assertThat(text(out)).isEqualTo("1\n2\n3\n4\n5\n");
    assertThat(out.targets().names())
        .containsExactly(
            "/out/web-1/2023/11.log",
            "/out/_._.._etc_passwd/2023/11.log",
            "/out/_/2023/11.log",
            "/out/" + "x".repeat(150) + "/2023/11.log");
    assertThat(out.targets().of()).startsWith(0, 1, 2, 3, 0);
  }

  @Test
  void saysWhatIsWrongInSettings() {
    assertThat(problem("encoder = csv")).contains("fields");
    assertThat(problem("encoder = template")).contains("${field}");
    assertThat(problem("encoder = json, csv { delimiter = \"ab\" }")).contains("delimiter");
    assertThat(problem("encoder = json, syslog { facility = local9 }")).contains("local7");
    assertThat(problem("encoder = json, syslog { time-zone = Mars }")).contains("Europe/Berlin");
    assertThat(problem("encoder = json, syslog { host = \"${\" }")).contains("no \"}\"");
    assertThat(problem("encoder = json, kv { assign = \" \" }")).contains("separator");
    assertThat(problem("encoder = json, kv { asign = \":\" }")).contains("assign");
  }
}
