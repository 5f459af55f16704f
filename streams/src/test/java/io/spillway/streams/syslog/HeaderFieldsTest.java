package io.spillway.streams.syslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rules see, and which fields an event gets, in each mode. */
class HeaderFieldsTest {
  private static final String SSHD = "<86>Nov  4 09:08:07 gate sshd[4711]: user=root port=22";
  private static final RuleSet RAW = RuleSet.raw();

  private static RuleSet rules(String text) {
    return RuleSet.compile(List.of(new RuleFile("test.wpl", text))).rules().orElseThrow();
  }

  private static Events match(RuleSet rules, HeaderMode mode, SourceTally tally, String... lines) {
    SyslogHeaders headers = new SyslogHeaders(mode, rules.fieldNames(), tally);
    return rules
        .matcher(headers.preface())
        .match(TestBatches.batch(new Settlement(() -> {}), List.of(lines)));
  }

  private static String fields(Events events, int record) {
    StringBuilder all = new StringBuilder();
    for (int i = events.firstField(record); i < events.endField(record); i++) {
      all.append(all.isEmpty() ? "" : " ")
          .append(events.name(i))
          .append('=')
          .append(events.text(i));
    }
    return all.toString();
  }

  /** Of one message, whatever it is; fails if anything throws. */
  static String tagged(String line) {
    return fields(match(RAW, HeaderMode.TAG, new SourceTally("s"), line), 0);
  }

  @Test
  void stripShowsRulesTheText() {
    Events events = match(RAW, HeaderMode.STRIP, new SourceTally("s"), SSHD);
    assertThat(fields(events, 0)).isEqualTo("raw=user=root port=22");
    assertThat(events.textStart(0)).isEqualTo(events.batch().start(0) + SSHD.indexOf("user="));
  }

  @Test
  void tagMakesFieldsOfTheHeader() {
    assertThat(tagged(SSHD))
        .isEqualTo(
            "facility=authpriv severity=info timestamp=2023-11-04T09:08:07 host=gate app=sshd"
                + " pid=4711 raw=user=root port=22");
    assertThat(
            tagged(
                "<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [a@1 iut=\"3\" v=\"x\\\"y\\]\"]"
                    + "[b] text"))
        .isEqualTo(
            "facility=local4 severity=notice timestamp=2003-10-11T22:14:15.003Z host=h"
                + " app=evntslog msgid=ID47 a@1.iut=3 a@1.v=x\"y] b= raw=text");
  }

  @Test
  void timesWithoutAYearAreOfTheYearNearestToNow() { // received on 2023-11-14
    assertThat(tagged("<1>Dec 31 23:59:59 h a: x")).contains("timestamp=2023-12-31T23:59:59 ");
    assertThat(tagged("<1>Jan  1 00:00:00.5 h a: x")).contains("timestamp=2024-01-01T00:00:00.5 ");
    assertThat(tagged("<1>Feb 29 00:00:00 h a: x")).contains("timestamp=2024-02-29T00:00:00 ");
    assertThat(tagged("<1>Jun  1 2019 00:00:00 h a: x")).contains("timestamp=2019-06-01T00:00:00 ");
  }

  @Test
  void timestampIsATime() {
    Events events = match(RAW, HeaderMode.TAG, new SourceTally("s"), SSHD);
    assertThat(events.type(2)).isEqualTo(FieldType.TIME);
  }

  @Test
  void unreadableHeadersAreKeptWholeAndCounted() {
    SourceTally tally = new SourceTally("s");
    Events events = match(RAW, HeaderMode.TAG, tally, "no header", SSHD, "<999>1 - - - - - - x");
    assertThat(fields(events, 0)).isEqualTo("raw=no header");
    assertThat(fields(events, 2)).isEqualTo("raw=<999>1 - - - - - - x");
    assertThat(events.textStart(2)).isEqualTo(events.batch().start(2));
    assertThat(tally.read().reasons()).isEqualTo(Map.of(Reason.STRIP_FALLBACK, 2L));
  }

  @Test
  void messagesWithoutATextAreCounted() {
    SourceTally tally = new SourceTally("s");
    Events events = match(RAW, HeaderMode.STRIP, tally, "<13>Oct 11 22:14:15 h a:", SSHD);
    assertThat(fields(events, 0)).isEqualTo("raw=");
    assertThat(tally.read().reasons()).isEqualTo(Map.of(Reason.STRIP_EMPTY_SPAN, 1L));
  }

  @Test
  void ruleFieldsStandForHeaderFieldsOfTheirName() {
    RuleSet named = rules("package /p/ { rule r { (chars:host\\s, chars:app) } }");
    Events events =
        match(named, HeaderMode.TAG, new SourceTally("s"), "<0>1 - header tool - - - mine own");
    assertThat(fields(events, 0)).isEqualTo("facility=kern severity=emerg host=mine app=own");
    RuleSet pairs = rules("package /p/ { rule r { (kvarr\\s) } }");
    events = match(pairs, HeaderMode.TAG, new SourceTally("s"), "<0>1 - h - - - - host=a x=b");
    assertThat(fields(events, 0)).isEqualTo("facility=kern severity=emerg host=a x=b");
  }

  @Test
  void structuredDataHasEachNameOnce() {
    assertThat(tagged("<0>1 - - - - - [a x=\"1\" x=\"2\"][raw] t"))
        .isEqualTo("facility=kern severity=emerg a.x=2 raw=t");
  }

  @Test
  void anElementWithoutParametersDoesNotStandForTheHeader() {
    assertThat(tagged("<0>1 - h a - - [host][app][timestamp][hosts][host x=\"1\"] t"))
        .isEqualTo("facility=kern severity=emerg host=h app=a hosts= host.x=1 raw=t");
  }

  @Test
  void missedRecordsHaveNoFields() {
    RuleSet rules = rules("package /p/ { rule r { (digit:n) } }");
    Events events = match(rules, HeaderMode.TAG, new SourceTally("s"), SSHD, "<0>1 - h - - - - 7");
    assertThat(events.rule(0)).isEqualTo(Events.MISSED);
    assertThat(fields(events, 0)).isEmpty();
    assertThat(events.nearestOffset(0)).isZero();
    assertThat(fields(events, 1)).isEqualTo("facility=kern severity=emerg host=h n=7");
  }

  @Test
  void previewsAreOneLineOfAscii() {
    byte[] in = ("a\"\\\n\t\u00e4\0" + "x".repeat(200)).getBytes(ISO_8859_1);
    assertThat(Preview.of(in, 0, in.length))
        .isEqualTo("a\\\"\\\\\\n\\t\\xe4\\x00" + "x".repeat(113) + "...");
    assertThat(Preview.of(in, 0, 1)).isEqualTo("a");
  }
}
