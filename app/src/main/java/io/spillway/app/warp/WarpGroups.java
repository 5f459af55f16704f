package io.spillway.app.warp;

import io.spillway.streams.route.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the groups. In Warp Parse each rule leads to one group, that of the longest pattern; here
 * a group names its rules, so that it comes to the same.
 */
final class WarpGroups {
  private static final Set<String> INFRA =
      Set.of("default", "miss", "residue", "intercept", "error", "monitor");

  private final WarpProject project;
  private final WarpRules rules;
  private final List<OmlModel> models;
  private final Connectors connectors;
  private final Map<String, String> defaultTags;
  private final List<TomlTable> defaultExpects;
  private final Path sinksFolder;
  private final Hocon out;
  private final WarpSink destination;
  private final Set<String> infraNames = new HashSet<>();
  private final Unique groupNames = new Unique();
  private final Unique sinkNames = new Unique();

  WarpGroups(
      WarpProject project,
      WarpRules rules,
      List<OmlModel> models,
      Connectors connectors,
      Map<String, String> defaultTags,
      List<TomlTable> defaultExpects,
      Path sinksFolder,
      Hocon out) {
    this.project = project;
    this.rules = rules;
    this.models = models;
    this.connectors = connectors;
    this.defaultTags = defaultTags;
    this.defaultExpects = defaultExpects;
    this.sinksFolder = sinksFolder;
    this.out = out;
    this.destination = new WarpSink(out);
  }

  /** A file's group and the rules that lead to it. */
  private record Routed(TomlTable group, Map<String, OmlModel> byModel, List<String> rules) {}

  void write(List<TomlFile> business, List<TomlFile> infra) {
    List<Routed> routed = route(business);
    out.blank().open("groups");
    routed.forEach(this::business);
    out.close();
    out.blank().open("infra");
    infra.forEach(file -> infra(file.root()));
    out.close();
  }

  private List<Routed> route(List<TomlFile> files) {
    List<Routed> all = new ArrayList<>();
    Map<String, Integer> best = new LinkedHashMap<>();
    Map<String, Routed> owner = new LinkedHashMap<>();
    for (TomlFile file : files) {
      file.root().mapped("version", "", "needs none here");
      TomlTable group = file.root().table("sink_group");
      Routed routed = new Routed(group, new LinkedHashMap<>(), new ArrayList<>());
      all.add(routed);
      for (String rule : rules.names()) {
        Optional<OmlModel> model = Optional.empty();
        int length = -1;
        for (String pattern : group.texts("rule")) {
          length = OmlModel.matches(pattern, rule) ? Math.max(length, pattern.length()) : length;
        }
        for (String pattern : group.texts("oml")) {
          Optional<OmlModel> of = model(pattern, rule);
          if (of.isPresent()) {
            model = of;
            length = Math.max(length, pattern.length());
          }
        }
        if (length > best.getOrDefault(rule, -1)) {
          best.put(rule, length);
          Routed old = owner.put(rule, routed);
          if (old != null) {
            old.rules.remove(rule);
          }
          routed.rules.add(rule);
          model.ifPresent(found -> routed.byModel.put(found.name(), found));
        }
      }
    }
    return all;
  }

  private Optional<OmlModel> model(String pattern, String rule) {
    return models.stream()
        .filter(OmlModel::enabled)
        .filter(model -> OmlModel.matches(pattern, model.name()) && model.isFor(rule))
        .findFirst();
  }

  private void business(Routed routed) {
    TomlTable group = routed.group;
    String wish = project.variables().resolve(group.text("name").orElse("group"));
    String name = groupNames.of(wish);
    if (routed.rules.isEmpty()) {
      String why = "no rule of the project leads to it";
      group.all(Verdict.NONE, "", why + "; give it rules or a condition, and it can be written");
      out.blank().comment(wish + ", from " + group.place() + ", is not here: " + why + ".");
      return;
    }
    out.blank().comment(group.place());
    out.open(name);
    if (name.equals(wish)) {
      group.mapped("name", "groups." + name);
    } else {
      group.differs("name", "groups." + name, "names have letters, digits, _ and - here");
    }
    out.set("rules", Hocon.texts(routed.rules));
    String at = "groups." + name + ".rules";
    group.mapped("rule", at, "those that lead to no other group");
    group.mapped("oml", at, "the rules of the models; see the models' own files");
    Map<String, String> tags = new LinkedHashMap<>(defaultTags);
    tags.putAll(tags(group.texts("tags")));
    group.mapped("tags", "groups." + name + ".tags");
    constants(routed, tags);
    out.tags(tags);
    common(group, "groups." + name);
    long workers = group.text("parallel").map(WarpEngine::whole).orElse(1L);
    if (workers > 1) {
      group.differs(
          "parallel", "workers of each sink", "into one file; records may change their order");
    } else {
      group.mapped("parallel", "", "one worker is the default");
    }
    sinks(group, name, workers, false, fields(routed));
    out.close();
  }

  /** Constants are the group's if all its events go through the one model. */
  private void constants(Routed routed, Map<String, String> tags) {
    boolean one = routed.byModel.size() == 1 && routed.group.texts("rule").isEmpty();
    for (OmlModel model : routed.byModel.values()) {
      if (one) {
        WarpModels.constants(model, tags);
      } else if (model.statements().stream().anyMatch(of -> of.constant() != null)) {
        String note = "its constants are no tags of " + routed.group.text("name").orElse("a group");
        String why = note + ", which has other events too: let the rule say them (#[tag(...)])";
        project.note(model.file(), "(constants)", "", Verdict.NONE, "", why);
      }
    }
  }

  private static List<String> fields(Routed routed) {
    List<String> fields = new ArrayList<>();
    routed.byModel.values().stream()
        .filter(model -> !model.passesAll())
        .forEach(model -> model.statements().forEach(one -> fields.add(one.target())));
    return fields;
  }

  private void common(TomlTable group, String at) {
    List<TomlTable> expects = new ArrayList<>(defaultExpects);
    expects.add(group.table("expect"));
    WarpExpect.group(expects, at, out);
    group.differs("batch_size", "", "deliveries are bounded in bytes: gather-bytes of a sink");
    group.differs("batch_timeout_ms", "", "batches leave after batch-interval of their source");
    group.none("filter", "Warp Parse has filters of sinks only, and so it is not taken");
  }

  private void infra(TomlTable root) {
    root.mapped("version", "", "needs none here");
    TomlTable group = root.table("sink_group");
    String name = group.text("name").orElse("");
    if (!INFRA.contains(name) || !infraNames.add(name)) {
      String known = "infra groups are " + String.join(", ", INFRA.stream().sorted().toList());
      group.all(Verdict.NONE, "", known + ", each in one file");
      return;
    }
    out.blank().comment(group.place());
    out.open(name);
    group.mapped("name", "infra." + name);
    group.mapped("oml", "", "infra groups take what their name says");
    group.mapped("rule", "", "infra groups take what their name says");
    Map<String, String> tags = new LinkedHashMap<>(defaultTags);
    tags.putAll(tags(group.texts("tags")));
    group.mapped("tags", "infra." + name + ".tags");
    out.tags(tags);
    common(group, "infra." + name);
    group.mapped("parallel", "", "one worker is the default");
    sinks(group, name, 1, true, List.of());
    out.close();
  }

  private void sinks(
      TomlTable group, String name, long workers, boolean infra, List<String> fields) {
    out.open("sinks");
    List<TomlTable> all = group.tables("sinks");
    for (int i = 0; i < all.size(); i++) {
      String of = all.size() == 1 ? name : name + "-" + (i + 1);
      sink(all.get(i), of, workers, infra && !name.equals("default"), infra, fields);
    }
    out.close();
  }

  private void sink(
      TomlTable sink,
      String unnamed,
      long workers,
      boolean noFilter,
      boolean infra,
      List<String> fields) {
    String wish = sink.text("name").orElse("");
    String name = sinkNames.of(wish.isEmpty() ? unnamed : project.variables().resolve(wish));
    String use = sink.has("connect") ? "connect" : sink.has("use") ? "use" : "connector";
    String id = project.variables().resolve(sink.text(use).orElse(""));
    Connector connector = connectors.find(id);
    Params params =
        new Params(connector, sink.table("params"), project.variables(), "sink " + name);
    out.blank().comment(sink.place() + ", connector " + id);
    out.open(name);
    if (name.equals(wish)) {
      sink.mapped("name", "sinks." + name);
    } else {
      sink.differs("name", "sinks." + name, "names are unique here, of letters, digits, _ and -");
    }
    Verdict verdict = destination.write(params, new WarpSink.Context(name, infra, fields));
    if (connector.type().isEmpty()) {
      sink.none(use, "there is no connector " + id);
    } else if (verdict == Verdict.NONE) {
      sink.none(use, "there is no sink of type " + connector.type() + "; its events go to a file");
    } else if (connector.type().equals("tcp") || connector.type().equals("syslog")) {
      String note = "events are written as JSON, and not as their values only";
      sink.differs(use, "sinks." + name + ".type", note);
    } else {
      sink.mapped(use, "sinks." + name + ".type");
    }
    if (workers > 1) {
      out.set("workers", Long.toString(workers));
    }
    out.tags(tags(sink.texts("tags")));
    sink.mapped("tags", "sinks." + name + ".tags");
    WarpExpect.sink(sink.table("expect"), "sinks." + name, out);
    if (sink.has("filter")) {
      filter(sink, name, noFilter);
    } else {
      sink.mapped("filter_expect", "", "says nothing without a filter");
    }
    out.close();
  }

  private void filter(TomlTable sink, String name, boolean noFilter) {
    String file = project.variables().resolve(sink.text("filter").orElse(""));
    boolean wanted = !sink.text("filter_expect").orElse("true").equals("false");
    Path path = project.path(file);
    Path beside = sinksFolder.resolve(file).normalize();
    path = Files.isRegularFile(path) || !Files.isRegularFile(beside) ? path : beside;
    Optional<String> text = Files.isRegularFile(path) ? project.text(path) : Optional.empty();
    if (noFilter || text.isEmpty()) {
      String why = noFilter ? "only the infra group default has filters" : "no such file: " + file;
      noFilter(sink, why);
      return;
    }
    FilterText.Translation translation = FilterText.of(text.get());
    String condition = translation.condition().orElse("");
    String problem = translation.problem();
    if (problem.isEmpty()) {
      condition = wanted ? condition : "!(" + condition + ")";
      if (Condition.compile(condition, rules.fieldNames().copy()) instanceof Condition.Problem p) {
        problem = p.message();
      }
    }
    if (problem.isEmpty()) {
      out.comment("From " + project.name(path) + "; what it drops is copied to intercept.");
      out.set("filter", Hocon.text(condition));
      String note =
          "the condition for what is kept, as the engine does it; Warp Parse's manual of older"
              + " versions says that true drops: if yours does, put !( ) around it";
      sink.differs("filter", "sinks." + name + ".filter", note);
      sink.mapped("filter_expect", "sinks." + name + ".filter");
      String here = "sinks." + name + ".filter";
      project.note(path, Verdict.MAPPED, here, "written in place");
      fieldsOf(path, condition);
    } else {
      noFilter(sink, problem);
      project.note(path, Verdict.NONE, "", problem);
    }
  }

  /** Fields that no rule gives make a condition that is never met. */
  private void fieldsOf(Path path, String condition) {
    if (Condition.compile(condition, rules.fieldNames().copy())
        instanceof Condition.Compiled made) {
      for (String field : made.condition().fields()) {
        if (rules.fieldNames().find(field) < 0) {
          project.note(
              project.name(path),
              "$" + field,
              "",
              Verdict.NONE,
              "",
              "no rule names such a field, perhaps a model made it: name it in the rule, or take it"
                  + " out of the condition");
        }
      }
    }
  }

  private void noFilter(TomlTable sink, String why) {
    out.comment("Its filter is not here, so it gets all: " + why + ".");
    sink.none("filter", why + "; the sink gets all events of its group");
    sink.none("filter_expect", why);
  }

  /** {@code k:v}, {@code k=v}, or {@code k} alone, which is true. */
  static Map<String, String> tags(List<String> written) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String tag : written) {
      int colon = tag.indexOf(':');
      int cut = colon >= 0 ? colon : tag.indexOf('=');
      String key = (cut < 0 ? tag : tag.substring(0, cut)).strip();
      tags.put(key, cut < 0 ? "true" : tag.substring(cut + 1).strip());
    }
    return tags;
  }
}
