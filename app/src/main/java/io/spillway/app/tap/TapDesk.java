package io.spillway.app.tap;

import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.event.Events;
import io.spillway.streams.event.Names;
import io.spillway.streams.route.Condition;
import io.spillway.streams.settings.NearestWord;
import io.spillway.streams.tap.TapQuery;
import io.spillway.streams.tap.TapQuery.RecordTest;
import io.spillway.streams.tap.TapStage;
import io.spillway.streams.tap.Taps;
import io.spillway.streams.wpl.RuleSet;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Opens taps: looks names up as they are now, and compiles conditions as groups have them. */
public final class TapDesk {
  private final Taps taps;
  private final NodeSettings settings;
  private final RuleSet rules;

  /** For the settings that the node runs with now. */
  public TapDesk(Taps taps, NodeSettings settings) {
    this.taps = taps;
    this.settings = settings;
    this.rules = settings.rules();
  }

  /** What a request comes to. */
  public sealed interface Answer {}

  /** Lines of JSON until the tap ends. */
  public record Lines(Source<ByteString, NotUsed> lines) implements Answer {}

  /** Something in the request is wrong. */
  public record Wrong(String what) implements Answer {}

  /** What it names is not there. */
  public record NotFound(String what) implements Answer {}

  /** Not now. */
  public record Busy(String what) implements Answer {}

  /** Opens a tap; its stream must be run, once. */
  public Answer open(TapRequest request) {
    Optional<String> where = request.where().flatMap(this::mistake);
    if (where.isPresent()) {
      return new Wrong("where: " + where.get());
    }
    if (request.rule().isPresent() && !rules.names().contains(request.rule().get())) {
      return new NotFound(unknown("rule", request.rule().get(), rules.names()));
    }
    Taps.Opened opened = taps.open(request.part(), request.name());
    if (opened instanceof Taps.Unknown unknown) {
      return new NotFound(unknown(request.part().word(), request.name(), unknown.names()));
    } else if (opened instanceof Taps.TooMany many) {
      return new Busy(
          many.most() + " taps are open, and tap.most-open allows no more; wait for one to end");
    } else if (opened instanceof Taps.Open open) {
      TapStage stage = new TapStage(open.tap(), query(request), request.longest());
      return new Lines(Source.fromGraph(stage));
    }
    return new Busy("the node is draining");
  }

  private Optional<String> mistake(String where) {
    return Condition.compile(where, rules.fieldNames().copy()) instanceof Condition.Problem wrong
        ? Optional.of(wrong.message())
        : Optional.empty();
  }

  private static String unknown(String kind, String name, List<String> known) {
    String nearest = NearestWord.of(name, known);
    return "no "
        + kind
        + " is named "
        + name
        + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?")
        + " There are: "
        + (known.isEmpty() ? "none" : String.join(", ", known));
  }

  private TapQuery query(TapRequest request) {
    return new TapQuery(
        names -> wanted(request, names),
        request.limit(),
        settings.tap().perSecond(),
        request.before());
  }

  /** Compiled for names of their own: those of the rules are read by other threads. */
  private RecordTest wanted(TapRequest request, Names names) {
    RecordTest where =
        request
            .where()
            .map(text -> Condition.compile(text, names.copy()))
            .filter(Condition.Compiled.class::isInstance)
            .map(compiled -> (RecordTest) ((Condition.Compiled) compiled).condition()::test)
            .orElse(RecordTest.ALL);
    if (request.rule().isEmpty()) {
      return where;
    }
    String rule = request.rule().get();
    return (events, record) ->
        events.rule(record) != Events.MISSED
            && events.ruleName(record).equals(rule)
            && where.test(events, record);
  }
}
