package io.spillway.app.explain;

import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.route.Glob;
import io.spillway.streams.settings.Words;
import io.spillway.streams.wpl.RuleSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes an {@link Explanation} of settings, without a node. */
public final class Explain {
  private final NodeSettings settings;
  private final List<Explanation.Route> routes = new ArrayList<>();

  private Explain(NodeSettings settings) {
    this.settings = settings;
  }

  /** What these settings do. */
  public static Explanation of(NodeSettings settings) {
    Explain explain = new Explain(settings);
    settings.sources().forEach(explain::routes);
    return new Explanation(
        settings.name(),
        settings.config().toString(),
        explain.promises(),
        settings.sources().stream().map(s -> SourceWords.of(s, explain.rules(s))).toList(),
        settings.groups().stream().map(Explain::group).toList(),
        explain.routes);
  }

  private Map<String, String> promises() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "a stop",
        "takes no new input and delivers all that was accepted, for "
            + Words.time(settings.drainTimeout())
            + " (drain-timeout). What is left then goes to rescue files; a delivery that did not"
            + " answer by then may come twice when they are replayed");
    all.put("rescue files", settings.rescue().folder() + ", deleted when they are replayed");
    all.put(
        "rejected",
        "what a sink refuses for good goes to " + settings.rescue().rejected() + ", and stays");
    all.put(
        "kill -9",
        "loses what is in memory: batches and the sinks' queues"
            + (settings.sources().stream().anyMatch(source -> source.journal().on())
                ? ", of sources without a journal"
                : "")
            + ". What counts as rescued is on the"
            + " disk; a replay that is cut off repeats one batch");
    all.put(
        "order",
        "holds among records delivered at first try; retried alone, rescued and replayed ones come"
            + " later");
    return all;
  }

  /** Names of the rules that a source's records may match. */
  private List<String> rules(SourceSettings source) {
    if (!source.parses()) {
      return List.of(RuleSet.RAW);
    }
    List<String> all =
        settings.rules().names().stream().filter(name -> !name.equals(RuleSet.RAW)).toList();
    return source
        .rules()
        .map(globs -> all.stream().filter(name -> matchesAny(globs, name)).toList())
        .orElse(all);
  }

  private static boolean matchesAny(List<String> globs, String name) {
    return globs.stream().anyMatch(glob -> new Glob(glob).matches(name));
  }

  private static Explanation.GroupPart group(GroupSettings group) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("takes", takes(group));
    group.when().ifPresent(when -> facts.put("when", when.toString()));
    group.filter().ifPresent(keep -> facts.put("filter", keep + ", else to intercept"));
    if (group.sinks().isEmpty()) {
      facts.put("sinks", "none: what it takes is discarded on purpose (no_sink)");
    }
    return new Explanation.GroupPart(
        group.name(),
        Words.of(group.kind()),
        facts,
        group.sinks().stream().map(SinkWords::of).toList());
  }

  private static String takes(GroupSettings group) {
    return switch (group.kind()) {
      case BUSINESS -> "events of " + String.join(", ", group.rules());
      case DEFAULT -> "events that no group claims";
      case MISS -> "records that no rule matches";
      case RESIDUE -> "tails that matching rules leave unread";
      case INTERCEPT -> "copies of what filters drop";
      case ERROR -> "records that the node itself fails on";
      case MONITOR -> "the node's own statistics";
    };
  }

  private void routes(SourceSettings source) {
    List<String> rules = rules(source);
    for (GroupSettings group : settings.groups()) {
      if (leads(source, rules, group)) {
        if (group.sinks().isEmpty()) {
          routes.add(nowhere(source, group));
        }
        group.sinks().forEach(sink -> routes.add(route(source, group, sink)));
      }
    }
  }

  private boolean leads(SourceSettings source, List<String> rules, GroupSettings group) {
    return switch (group.kind()) {
      case BUSINESS -> rules.stream().anyMatch(rule -> matchesAny(group.rules(), rule));
      case DEFAULT, ERROR -> true;
      case MISS, RESIDUE -> source.parses();
      case INTERCEPT -> filters();
      case MONITOR -> false;
    };
  }

  private boolean filters() {
    return settings.groups().stream()
        .anyMatch(
            group ->
                group.filter().isPresent()
                    || group.sinks().stream().anyMatch(sink -> sink.filter().isPresent()));
  }

  private static Explanation.Route route(
      SourceSettings source, GroupSettings group, SinkSettings sink) {
    Map<String, String> terms = Guarantee.of(source, sink);
    return new Explanation.Route(
        source.name(), group.name(), sink.name(), infra(group), Guarantee.line(terms), terms);
  }

  private static Explanation.Route nowhere(SourceSettings source, GroupSettings group) {
    Map<String, String> terms =
        Map.of("delivery", "discarded on purpose, counted under no_sink (the group has no sinks)");
    return new Explanation.Route(
        source.name(), group.name(), "", infra(group), Guarantee.line(terms), terms);
  }

  private static boolean infra(GroupSettings group) {
    return group.kind() != GroupSettings.Kind.BUSINESS;
  }
}
