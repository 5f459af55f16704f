package io.spillway.app.settings;

import io.spillway.streams.wpl.RuleFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * What a reload would change of a node: names of the parts, and the settings that it can't change
 * while the node runs.
 *
 * @param ruleFiles paths of rule files
 * @param settings of the whole node, that a reload changes too
 * @param needRestart settings in words for people; they keep the values they had at start
 */
public record Difference(
    Parts sources,
    Parts groups,
    Parts sinks,
    Parts ruleFiles,
    List<String> settings,
    List<String> needRestart) {

  /** Names of one kind of parts. */
  public record Parts(
      List<String> added, List<String> removed, List<String> changed, List<String> unchanged) {

    boolean isEmpty() {
      return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }

    /** Compares by name, then by {@code same}. */
    static <T> Parts of(Map<String, T> before, Map<String, T> after, BiPredicate<T, T> same) {
      Parts parts =
          new Parts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      before.keySet().stream().filter(n -> !after.containsKey(n)).forEach(parts.removed::add);
      after.forEach(
          (name, part) -> {
            T old = before.get(name);
            if (old == null) {
              parts.added.add(name);
            } else {
              (same.test(old, part) ? parts.unchanged : parts.changed).add(name);
            }
          });
      return parts;
    }
  }

  /** A sink with what it has from its group and its node. */
  private record Placed(SinkSettings sink, GroupSettings group, Map<String, String> tags) {
    boolean isLike(Placed other) {
      return sink.written().equals(other.sink.written())
          && sink.destination().getClass().equals(other.sink.destination().getClass())
          && group.name().equals(other.group.name())
          && group.tags().equals(other.group.tags())
          && tags.equals(other.tags);
    }
  }

  public static Difference between(NodeSettings before, NodeSettings after) {
    return new Difference(
        Parts.of(
            sources(before),
            sources(after),
            (a, b) -> a.written().equals(b.written()) || isReadOnce(a, b)),
        Parts.of(
            groups(before),
            groups(after),
            (a, b) -> a.written().equals(b.written()) && inOrder(a, b)),
        Parts.of(sinks(before), sinks(after), Placed::isLike),
        Parts.of(ruleFiles(before), ruleFiles(after), Objects::equals),
        settings(before, after),
        needRestart(before, after));
  }

  /** Whether nothing at all is different. */
  public boolean isEmpty() {
    return sources.isEmpty()
        && groups.isEmpty()
        && sinks.isEmpty()
        && ruleFiles.isEmpty()
        && settings.isEmpty()
        && needRestart.isEmpty();
  }

  /** How many sources, groups and sinks are as they were. */
  public int unchanged() {
    return sources.unchanged().size() + groups.unchanged().size() + sinks.unchanged().size();
  }

  private static Map<String, SourceSettings> sources(NodeSettings node) {
    return byName(node.sources(), SourceSettings::name);
  }

  private static Map<String, GroupSettings> groups(NodeSettings node) {
    return byName(node.groups(), GroupSettings::name);
  }

  private static Map<String, Placed> sinks(NodeSettings node) {
    Map<String, Placed> sinks = new LinkedHashMap<>();
    for (GroupSettings group : node.groups()) {
      for (SinkSettings sink : group.sinks()) {
        sinks.put(sink.name(), new Placed(sink, group, node.tags()));
      }
    }
    return sinks;
  }

  private static Map<String, String> ruleFiles(NodeSettings node) {
    return node.ruleFiles().stream()
        .collect(
            Collectors.toMap(
                file -> Path.of(file.path()).toAbsolutePath().normalize().toString(),
                RuleFile::text,
                (a, b) -> b,
                LinkedHashMap::new));
  }

  private static <T> Map<String, T> byName(
      List<T> parts, java.util.function.Function<T, String> name) {
    Map<String, T> byName = new LinkedHashMap<>();
    parts.forEach(part -> byName.put(name.apply(part), part));
    return byName;
  }

  private static boolean inOrder(GroupSettings a, GroupSettings b) {
    return names(a).equals(names(b));
  }

  private static List<String> names(GroupSettings group) {
    return group.sinks().stream().map(SinkSettings::name).toList();
  }

  /** Input that is read once, from its beginning, can't be begun again with other settings. */
  private static boolean isReadOnce(SourceSettings before, SourceSettings after) {
    return isReadOnce(before) && before.connector().getClass().equals(after.connector().getClass());
  }

  private static boolean isReadOnce(SourceSettings source) {
    return source.connector() instanceof SourceSettings.Stdin
        || source.connector() instanceof SourceSettings.Files;
  }

  private static List<String> settings(NodeSettings before, NodeSettings after) {
    List<String> settings = new ArrayList<>();
    if (before.flow().memoryBudget() != after.flow().memoryBudget()) {
      settings.add("flow.memory-budget");
    }
    if (before.flow().residueLimit() != after.flow().residueLimit()) {
      settings.add("flow.residue-limit");
    }
    if (!before.tags().equals(after.tags())) {
      settings.add("tags");
    }
    return settings;
  }

  private static List<String> needRestart(NodeSettings before, NodeSettings after) {
    List<String> settings = new ArrayList<>();
    note(settings, "node.name", before.name(), after.name());
    note(settings, "data-dir", before.dataDir(), after.dataDir());
    note(settings, "log-dir", before.logDir(), after.logDir());
    note(settings, "admin", before.admin(), after.admin());
    note(settings, "drain-timeout", before.drainTimeout(), after.drainTimeout());
    note(
        settings,
        "flow.parse-parallelism",
        before.flow().parseParallelism(),
        after.flow().parseParallelism());
    note(settings, "logging", before.logging(), after.logging());
    note(settings, "statistics", before.statistics(), after.statistics());
    note(settings, "tap", before.tap(), after.tap());
    note(settings, "rescue", before.rescue(), after.rescue());
    Map<String, SourceSettings> sources = sources(before);
    for (SourceSettings source : after.sources()) {
      SourceSettings old = sources.get(source.name());
      if (old != null && isReadOnce(old, source) && !old.written().equals(source.written())) {
        settings.add("sources." + source.name() + ": its input is read once");
      }
    }
    return settings;
  }

  private static void note(List<String> settings, String name, Object before, Object after) {
    if (!before.equals(after)) {
      boolean isShort =
          before instanceof String || before instanceof Path || before instanceof Number;
      settings.add(isShort ? name + ": " + before + " stays, not " + after : name);
    }
  }
}
