package io.spillway.app.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration's pipeline and promises, in words. Facts are in the order in which they are to be
 * read.
 *
 * @param promises what holds for every way
 */
public record Explanation(
    String node,
    String config,
    Map<String, String> promises,
    List<SourcePart> sources,
    List<GroupPart> groups,
    List<Route> routes) {

  public Explanation {
    promises = ordered(promises);
    sources = List.copyOf(sources);
    groups = List.copyOf(groups);
    routes = List.copyOf(routes);
  }

  /**
   * A source.
   *
   * @param from where its records come from
   */
  public record SourcePart(
      String source, String type, String from, List<String> rules, Map<String, String> facts) {
    public SourcePart {
      rules = List.copyOf(rules);
      facts = ordered(facts);
    }
  }

  /**
   * A group.
   *
   * @param kind {@code business}, or the name of an infra group
   */
  public record GroupPart(
      String group, String kind, Map<String, String> facts, List<SinkPart> sinks) {
    public GroupPart {
      facts = ordered(facts);
      sinks = List.copyOf(sinks);
    }
  }

  /**
   * A sink.
   *
   * @param to where its records go
   */
  public record SinkPart(String sink, String type, String to, Map<String, String> facts) {
    public SinkPart {
      facts = ordered(facts);
    }
  }

  /**
   * A way that records may take.
   *
   * @param sink empty if the group has none
   * @param infra whether the group always exists
   * @param guarantee in one line
   */
  public record Route(
      String source,
      String group,
      String sink,
      boolean infra,
      String guarantee,
      Map<String, String> terms) {
    public Route {
      terms = ordered(terms);
    }
  }

  private static Map<String, String> ordered(Map<String, String> facts) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }
}
