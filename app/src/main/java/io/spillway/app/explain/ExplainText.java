package io.spillway.app.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An {@link Explanation} as a tree for people, no wider than asked. */
public final class ExplainText {
  private static final List<String> OWN = List.of("encoder", "filter", "rotates");

  private final Explanation of;
  private final Page page;

  /** The first sink that has these facts, but for what is said of each sink. */
  private final Map<Map<String, String>, String> known = new HashMap<>();

  private ExplainText(Explanation of, Page page) {
    this.of = of;
    this.page = page;
  }

  /** The whole text. */
  public static String of(Explanation explanation, Look look) {
    Page page = new Page(look);
    new ExplainText(explanation, page).write();
    return page.text();
  }

  private void write() {
    page.line("", page.bold("node " + of.node()) + "  " + of.config());
    facts("   ", of.promises());
    page.gap();
    page.line("", page.bold("sources"));
    for (int i = 0; i < of.sources().size(); i++) {
      source(of.sources().get(i), page.branch("", i == of.sources().size() - 1));
    }
    page.gap();
    page.line("", page.bold("groups"));
    for (int i = 0; i < of.groups().size(); i++) {
      group(of.groups().get(i), page.branch("", i == of.groups().size() - 1));
    }
    page.gap();
    page.line("", page.bold("routes"));
    routes();
  }

  private void source(Explanation.SourcePart source, Page.Branch at) {
    page.wrapped(
        at.first(), at.rest() + "  ", source.source(), place(source.type(), source.from()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("rules", String.join(", ", source.rules()));
    facts.putAll(source.facts());
    facts(at.rest() + "  ", facts);
  }

  private void group(Explanation.GroupPart group, Page.Branch at) {
    boolean leaf = group.sinks().isEmpty();
    page.line(at.first(), page.bold(group.group()));
    facts(at.rest() + (leaf ? "  " : page.guide()), group.facts());
    for (int i = 0; i < group.sinks().size(); i++) {
      sink(group.sinks().get(i), page.branch(at.rest(), i == group.sinks().size() - 1));
    }
  }

  private void sink(Explanation.SinkPart sink, Page.Branch at) {
    page.wrapped(at.first(), at.rest() + "  ", sink.sink(), place(sink.type(), sink.to()));
    facts(at.rest() + "  ", shortened(sink));
  }

  private static String place(String type, String where) {
    return " " + (where.startsWith(type + " ") ? where : type + ", " + where);
  }

  /** What is as with a sink before is not said again. */
  private Map<String, String> shortened(Explanation.SinkPart sink) {
    Map<String, String> policies = new LinkedHashMap<>(sink.facts());
    Map<String, String> facts = new LinkedHashMap<>();
    for (String own : OWN) {
      String says = policies.remove(own);
      if (says != null) {
        facts.put(own, says);
      }
    }
    String first = known.putIfAbsent(policies, sink.sink());
    if (first != null) {
      facts.put("the rest", "as " + first);
      return facts;
    }
    return sink.facts();
  }

  private void facts(String indent, Map<String, String> facts) {
    int widest = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (key, value) ->
            page.wrapped(
                indent + page.dim(key + " ".repeat(widest - key.length() + 2)),
                indent + " ".repeat(widest + 2),
                "",
                value));
  }

  /** Sinks that promise a source the same share a line. */
  private void routes() {
    Map<String, List<Explanation.Route>> lines = new LinkedHashMap<>();
    for (Explanation.Route route : of.routes()) {
      lines
          .computeIfAbsent(route.source() + "\n" + route.guarantee(), k -> new ArrayList<>())
          .add(route);
    }
    for (List<Explanation.Route> same : lines.values()) {
      String sinks = same.stream().map(ExplainText::end).collect(Collectors.joining(", "));
      String way = same.get(0).source() + " -> " + sinks + ":";
      page.wrapped("  ", "      ", way, same.get(0).guarantee());
    }
  }

  private static String end(Explanation.Route route) {
    return route.sink().isEmpty() ? route.group() : route.sink();
  }
}
