package io.spillway.app.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.spillway.streams.route.Condition;
import io.spillway.streams.settings.ConfFile;
import io.spillway.streams.settings.NearestWord;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Section;
import io.spillway.streams.settings.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads groups, from the main file and from files of their own, and sees to it that every name of a
 * group or sink is used once.
 */
final class GroupReader {
  /** What {@code spillway validate} holds counts against; of groups and of sinks. */
  static final String EXPECT = "expect";

  private static final String SINKS = "sinks";

  private final Defaults defaults;
  private final GroupDefaults groupDefaults;
  private final SinkReader sinks;
  private final RuleNames ruleNames;
  private final Conditions conditions;
  private final Problems problems;
  private final Map<String, Place> groupPlaces = new HashMap<>();
  private final Map<String, Place> sinkPlaces = new HashMap<>();
  private final List<GroupSettings> business = new ArrayList<>();
  private final Map<GroupSettings.Kind, GroupSettings> infra =
      new EnumMap<>(GroupSettings.Kind.class);

  GroupReader(
      Defaults defaults,
      GroupDefaults groupDefaults,
      SinkReader sinks,
      RuleNames ruleNames,
      Conditions conditions,
      Problems problems) {
    this.defaults = defaults;
    this.groupDefaults = groupDefaults;
    this.sinks = sinks;
    this.ruleNames = ruleNames;
    this.conditions = conditions;
    this.problems = problems;
  }

  /** All groups: those of {@code root}, of the files beside it, and the infra groups left out. */
  List<GroupSettings> read(Section root, Path folder) {
    root.sections("groups").forEach((name, section) -> business(root, name, section));
    root.sections("infra").forEach((name, section) -> infra(name, section));
    for (Path file : Globs.list(folder.resolve("business.d/*.conf"))) {
      ownFile(file, (all, name) -> business(all, name, all.section(name)));
    }
    for (Path file : Globs.list(folder.resolve("infra.d/*.conf"))) {
      ownFile(file, (all, name) -> infra(name, all.section(name)));
    }
    addMissingInfra(root);
    List<GroupSettings> groups = new ArrayList<>(business);
    groups.addAll(infra.values());
    return groups;
  }

  private interface NamedGroup {
    void read(Section all, String name);
  }

  private void ownFile(Path file, NamedGroup group) {
    ConfFile.read(file, problems)
        .ifPresent(
            all -> {
              all.names().forEach(name -> group.read(all, name));
              all.end();
            });
  }

  private void business(Section all, String name, Section section) {
    NameRules.check(all, name, section);
    if (kind(name).isPresent()) {
      add(section, "is the name of an infra group; put it into infra { }");
    }
    once(groupPlaces, "a group", name, section);
    withDefaults(section);
    Optional<Condition> when = conditions.read(section, "when");
    List<String> rules = section.has("rules") ? ruleNames.read(section, "rules") : List.of("*");
    if (!section.has("rules") && !section.has("when")) {
      add(section, "needs rules = [\"/package/rule\"] or when = \"condition\" or both");
    }
    if (!section.has(SINKS)) {
      add(section, "needs sinks { }; an empty one discards what the group takes");
    }
    business.add(
        new GroupSettings(
            name,
            section.place(),
            withoutParts(section),
            GroupSettings.Kind.BUSINESS,
            rules,
            when,
            conditions.read(section, "filter"),
            section.texts("tags"),
            GroupExpectation.read(section.section(EXPECT)),
            sinks(section, GroupSettings.Kind.BUSINESS)));
  }

  private void infra(String name, Section section) {
    Optional<GroupSettings.Kind> kind = kind(name);
    if (kind.isEmpty()) {
      List<String> known = infraNames();
      Place at = section.place();
      String what = "no such infra group; there are " + String.join(", ", known);
      problems.add(new Problem(at, section.path(), "", what, NearestWord.of(name, known)));
      section.ignoreRest();
      return;
    }
    once(groupPlaces, "an infra group", name, section);
    withDefaults(section);
    if (defaults.infra().get(name) instanceof ConfigObject usual) {
      section.withDefaults(section.has(SINKS) ? withoutType(section, usual) : usual);
    }
    infra.put(kind.get(), infraGroup(name, kind.get(), section));
  }

  private Section withDefaults(Section group) {
    return group.withDefaults(groupDefaults.group()).withDefaults(defaults.group());
  }

  private static ConfigObject withoutParts(Section group) {
    return group.merged().withoutKey(SINKS).withoutKey(EXPECT);
  }

  /** Of the usual sinks those that the group names without saying what type they are. */
  private static ConfigObject withoutType(Section group, ConfigObject usual) {
    ConfigObject left = ConfigFactory.empty().root();
    if (usual.get(SINKS) instanceof ConfigObject sinks
        && group.values().get(SINKS) instanceof ConfigObject written) {
      for (String name : sinks.keySet()) {
        if (written.get(name) instanceof ConfigObject sink && !sink.containsKey("type")) {
          left = left.withValue(name, sinks.get(name));
        }
      }
    }
    return ConfigFactory.empty().root().withValue(SINKS, left);
  }

  private GroupSettings infraGroup(String name, GroupSettings.Kind kind, Section section) {
    Optional<Condition> filter =
        holdsEvents(kind) ? conditions.read(section, "filter") : Optional.empty();
    return new GroupSettings(
        name,
        section.place(),
        withoutParts(section),
        kind,
        List.of(),
        Optional.empty(),
        filter,
        section.texts("tags"),
        GroupExpectation.read(section.section(EXPECT)),
        sinks(section, kind));
  }

  /** Whether records come here parsed, so that a filter can ask for fields. */
  static boolean holdsEvents(GroupSettings.Kind kind) {
    return kind == GroupSettings.Kind.BUSINESS || kind == GroupSettings.Kind.DEFAULT;
  }

  private void addMissingInfra(Section root) {
    Section usual = Section.root(defaults.infra(), new Place(root.place().file(), 0), problems);
    for (GroupSettings.Kind kind : GroupSettings.Kind.values()) {
      if (kind != GroupSettings.Kind.BUSINESS && !infra.containsKey(kind)) {
        String name = Words.of(kind);
        Section section = withDefaults(usual.section(name));
        infra.put(kind, infraGroup(name, kind, section));
      }
    }
  }

  private List<SinkSettings> sinks(Section group, GroupSettings.Kind kind) {
    List<SinkSettings> all = new ArrayList<>();
    group
        .sections(SINKS)
        .forEach(
            (name, section) -> {
              NameRules.check(group, name, section);
              once(sinkPlaces, "a sink", name, section);
              sinks.read(name, section, kind).ifPresent(all::add);
            });
    return all;
  }

  private void once(Map<String, Place> seen, String what, String name, Section section) {
    Place first = seen.putIfAbsent(name, section.place());
    if (first != null && Defaults.holds(section.place())) {
      String says = "is the name of a sink that an infra group has by default";
      problems.add(new Problem(first, "", name, says));
    } else if (first != null) {
      add(section, "there is " + what + " of this name already, at " + first);
    }
  }

  private void add(Section section, String what) {
    problems.add(new Problem(section.place(), section.path(), "", what));
  }

  private static Optional<GroupSettings.Kind> kind(String name) {
    return Arrays.stream(GroupSettings.Kind.values())
        .filter(kind -> kind != GroupSettings.Kind.BUSINESS && Words.of(kind).equals(name))
        .findFirst();
  }

  private static List<String> infraNames() {
    return Arrays.stream(GroupSettings.Kind.values())
        .filter(kind -> kind != GroupSettings.Kind.BUSINESS)
        .map(Words::of)
        .toList();
  }
}
