package io.spillway.streams.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.batch.Batch;
import io.spillway.streams.batch.Settlement;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import io.spillway.streams.flow.LaneRig;
import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.flow.RandomSink;
import io.spillway.streams.flow.TestBatches;
import io.spillway.streams.ledger.GroupTally;
import io.spillway.streams.ledger.RuleTally;
import io.spillway.streams.ledger.SinkTally;
import io.spillway.streams.ledger.SourceTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random batches through random groups, filters and lanes with sinks that answer at random: every
 * equation holds, and each sink ends each record exactly as often as a plain model says.
 */
class LedgerPropertyTest {
  private static final List<String> RULES = List.of("/web/a", "/web/b", "/sys/c");
  private static final List<String> GLOBS = List.of("*", "/web/*", "/sys/*", "/web/a", "/none");

  /** A lane, the model's filter of its sink, and what the model expects it to be offered. */
  private static final class Exit {
    final LaneRig rig;
    final RandomSink sink;
    final GroupSink route;
    final IntPredicate filter;
    final boolean tails;
    final List<String> expected = new ArrayList<>();
    long filtered;

    Exit(Random random, Names names, boolean mayFilter, boolean tails) {
      sink = new RandomSink(random.nextLong());
      rig = new LaneRig(settings(random), Runnable::run, sink);
      int limit = random.nextInt(100);
      boolean filters = mayFilter && random.nextInt(3) == 0;
      filter = n -> !filters || n < limit;
      route = new GroupSink(rig.lane(), filters ? condition("$n < " + limit, names) : null);
      this.tails = tails;
    }

    private static LaneSettings settings(Random random) {
      return LaneRig.settings(
          random.nextInt(4) == 0 ? LaneSettings.OnFailure.TOLERATE : LaneSettings.OnFailure.RETRY,
          random.nextInt(4) == 0
              ? LaneSettings.WhenFull.DISCARD
              : LaneSettings.WhenFull.BACKPRESSURE,
          64 << 10);
    }
  }

  /** A group and the model's idea of it. */
  private record Member(Group group, List<Exit> exits, IntPredicate when, IntPredicate filter) {}

  private final Names names = new Names();
  private final List<Exit> exits = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final SourceTally source = new SourceTally("web");
  private long settledBatches;
  private long batches;
  private int nextRecord;
  private long intercepted;
  private long claimed;
  private long unclaimed;
  private long missed;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void balances(long seed) {
    Random random = new Random(seed);
    Member[] infra = new Member[6];
    String[] infraNames = {"default", "miss", "residue", "intercept", "error", "monitor"};
    for (int i = 0; i < infra.length; i++) {
      infra[i] = infra(infraNames[i], random, i == 2);
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      members.add(business("g" + i, random));
    }
    RouteTable table =
        new RouteTable(
            RULES.stream().map(RuleTally::new).toList(),
            members.stream().map(Member::group).toList(),
            new RouteTable.InfraGroups(
                infra[0].group(),
                infra[1].group(),
                infra[2].group(),
                infra[3].group(),
                infra[4].group(),
                infra[5].group()));
    Router router = new Router(table, source);
    for (int i = 0; i < 60; i++) {
      Events events = batch(random, infra);
      source.accepted(events.batch().count(), events.batch().bytes());
      batches++;
      router.route(events);
      if (random.nextInt(3) == 0) {
        Exit some = exits.get(random.nextInt(exits.size()));
        some.rig.work();
        some.rig.ledger();
      }
    }
    boolean late = random.nextInt(4) == 0;
    exits.forEach(exit -> end(exit, late));
    check();
  }

  private void end(Exit exit, boolean late) {
    exit.rig.lane().drain();
    for (int i = 0; i < (late ? 2 : 200); i++) {
      exit.rig.pass(Duration.ofSeconds(1));
    }
    exit.rig.lane().expire();
    exit.rig.pass(Duration.ofSeconds(1));
    SinkTally.Reading ledger = exit.rig.ledger();
    assertThat(ledger.inFlight()).isZero();
    assertThat(ledger.offered()).isEqualTo(exit.expected.size());
    assertThat(ledger.filtered()).isEqualTo(exit.filtered);
    assertThat(exit.sink.delivered()).hasSize((int) ledger.delivered());
    assertThat(exit.sink.rejected()).hasSize((int) ledger.rejected());
    if (!late) {
      assertThat(ledger.undelivered()).isZero();
    }
    List<String> ended = new ArrayList<>(exit.sink.delivered());
    ended.addAll(exit.sink.rejected());
    if (ledger.discarded() + ledger.undelivered() == 0) {
      assertThat(ended).containsExactlyInAnyOrderElementsOf(exit.expected);
    } else {
      List<String> left = new ArrayList<>(exit.expected);
      ended.forEach(line -> assertThat(left.remove(line)).isTrue());
    }
    assertThat(exit.rig.lane().whenStopped()).isCompleted();
  }

  private void check() {
    SourceTally.Reading reading = source.read();
    assertThat(reading.imbalance()).isZero();
    assertThat(reading.routingImbalance()).isZero();
    assertThat(reading.inParse()).isZero();
    assertThat(reading.intercepted()).isEqualTo(intercepted);
    assertThat(reading.claimed()).isEqualTo(claimed);
    assertThat(reading.unclaimed()).isEqualTo(unclaimed);
    assertThat(reading.missed()).isEqualTo(missed);
    assertThat(settledBatches).isEqualTo(batches);
    for (Member member : members) {
      GroupTally.Reading group = member.group().tally().read();
      assertThat(group.imbalance()).isZero();
      assertThat(group.discarded()).isEqualTo(member.exits().isEmpty() ? group.taken() : 0);
      for (Exit exit : member.exits()) {
        assertThat(exit.rig.ledger().offered()).isEqualTo(group.taken() - exit.filtered);
      }
    }
  }

  private Member infra(String name, Random random, boolean tails) {
    List<Exit> its = exits(random, name.equals("default"), tails);
    return new Member(
        Group.infra(name, its.stream().map(exit -> exit.route).toList()),
        its,
        n -> true,
        n -> true);
  }

  private Member business(String name, Random random) {
    List<Exit> its = exits(random, true, false);
    int from = random.nextInt(100);
    int to = random.nextInt(100);
    boolean whens = random.nextBoolean();
    boolean filters = random.nextBoolean();
    Group group =
        new Group(
            name,
            List.of(new Glob(GLOBS.get(random.nextInt(GLOBS.size())))),
            whens ? condition("$n >= " + from, names) : null,
            filters ? condition("$n <= " + to, names) : null,
            its.stream().map(exit -> exit.route).toList(),
            new GroupTally(name));
    return new Member(group, its, n -> !whens || n >= from, n -> !filters || n <= to);
  }

  private List<Exit> exits(Random random, boolean mayFilter, boolean tails) {
    List<Exit> its = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      its.add(new Exit(random, names, mayFilter, tails));
    }
    exits.addAll(its);
    return its;
  }

  private Events batch(Random random, Member[] infra) {
    int count = 1 + random.nextInt(40);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add("record " + nextRecord++ + " " + "x".repeat(random.nextInt(400)));
    }
    Batch batch = TestBatches.batch(new Settlement(() -> settledBatches++), lines);
    Events events = new Events(batch, names, new byte[0], 0, 0);
    boolean uniform = random.nextInt(3) == 0;
    int rule = random.nextInt(RULES.size());
    for (int i = 0; i < count; i++) {
      rule = uniform ? rule : random.nextInt(RULES.size());
      record(events, lines.get(i), random.nextInt(100), rule, random, infra, uniform);
    }
    return events;
  }

  private void record(
      Events events, String line, int n, int rule, Random random, Member[] infra, boolean uniform) {
    int at = events.batch().start(events.parsed() + events.missed());
    if (!uniform && random.nextInt(10) == 0) {
      events.missed(0, 0, 0);
      missed++;
      give(infra[1], line, line, Integer.MAX_VALUE, infra[3]);
      return;
    }
    byte[] digits = Integer.toString(n).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    System.arraycopy(
        digits, 0, events.scratch(digits.length), events.scratchLength(), digits.length);
    int start = events.keepScratch(digits.length);
    events.add(
        names.intern("n"), FieldType.NUMBER, Events.IN_SCRATCH, start, start + digits.length);
    if (random.nextInt(8) == 0) {
      int end = at + line.length();
      events.parsedWithResidue(rule, Events.IN_SLAB, end - 3, end);
      give(infra[2], line, line.substring(line.length() - 3), n, infra[3]);
    } else {
      events.parsed(rule);
    }
    sort(line, n, rule, infra);
  }

  private void sort(String line, int n, int rule, Member[] infra) {
    boolean isClaimed = false;
    boolean isTaken = false;
    for (Member member : members) {
      boolean byRule = member.group().rules().get(0).matches(RULES.get(rule));
      if (byRule && member.when().test(n)) {
        isClaimed = true;
        if (member.filter().test(n)) {
          isTaken = true;
          give(member, line, line, n, infra[3]);
        } else {
          give(infra[3], line, line, n, infra[3]);
        }
      }
    }
    if (isTaken) {
      claimed++;
    } else if (isClaimed) {
      intercepted++;
    } else {
      unclaimed++;
      give(infra[0], line, line, n, infra[3]);
    }
  }

  private static void give(Member to, String line, String text, int n, Member intercept) {
    for (Exit exit : to.exits()) {
      if (exit.filter.test(n)) {
        exit.expected.add(exit.tails ? text : line);
      } else {
        exit.filtered++;
        give(intercept, line, line, n, intercept);
      }
    }
  }

  private static Condition condition(String text, Names names) {
    Condition.Result result = Condition.compile(text, names);
    @Nullable Condition compiled =
        result instanceof Condition.Compiled done ? done.condition() : null;
    assertThat(compiled).isNotNull();
    return java.util.Objects.requireNonNull(compiled);
  }
}
