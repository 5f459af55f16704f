package io.spillway.app.warp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a project, writes a configuration, and says what became of every key. */
public final class WarpImport {
  /** What makes a folder a project. */
  public static final String ENGINE = "conf/wparse.toml";

  private final WarpProject project;
  private final Path target;

  private WarpImport(Path root, Path target) {
    this.project = new WarpProject(root);
    this.target = target.toAbsolutePath().normalize();
  }

  /**
   * Writes the configuration of a project.
   *
   * @param root a folder with {@link #ENGINE}
   * @param target where the configuration goes; files of the same names are replaced
   */
  public static ImportReport run(Path root, Path target) throws IOException {
    return new WarpImport(root, target).run();
  }

  private ImportReport run() throws IOException {
    WarpEngine engine =
        new WarpEngine(project, project.toml(project.root().resolve(ENGINE)).root());
    WarpRules rules =
        WarpRules.read(project, project.path(engine.folder("models", "wpl", "./models/wpl")));
    List<OmlModel> models =
        WarpModels.read(project, project.path(engine.folder("models", "oml", "./models/oml")));
    Hocon out = new Hocon();
    out.comment("Written by spillway import-warp from the Warp Parse project " + name() + ".");
    out.comment("Comments name the file and key that each part came from; import-report.txt says");
    out.comment("what differs and what has no counterpart.");
    engine.write(out);
    rules(out, rules);
    sources(out, engine, !rules.names().isEmpty());
    sinks(out, engine, rules, models);
    WarpModels.judge(project, models);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("spillway.conf", out.toString());
    files.putAll(rules.texts());
    files.putAll(new WarpAside(project).judge());
    List<String> written = new ArrayList<>(files.keySet());
    written.add("import-report.txt");
    ImportReport report =
        new ImportReport(
            project.root(), target, project.findings(), project.others(target), written);
    files.put("import-report.txt", report.text());
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = target.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return report;
  }

  private String name() {
    Path name = project.root().getFileName();
    return name == null ? "/" : name.toString();
  }

  private void rules(Hocon out, WarpRules rules) {
    if (!rules.used().isEmpty()) {
      out.blank().comment("From " + ENGINE + ": models.wpl; tried in this order.");
      out.set("rules", Hocon.texts(rules.used()));
    } else {
      String note = "no rule can be used, so records are not parsed (rules = [])";
      project.note(ENGINE, "models.wpl (its files)", "", Verdict.NONE, "", note);
    }
  }

  private void sources(Hocon out, WarpEngine engine, boolean parsed) throws IOException {
    Path folder = project.path(engine.folder("topology", "sources", "./topology/sources"));
    Connectors connectors = new Connectors(project.connectors(folder, "source.d"));
    Path file = folder.resolve("wpsrc.toml");
    List<TomlTable> sources =
        Files.isRegularFile(file) ? project.toml(file).root().tables("sources") : List.of();
    if (!Files.isRegularFile(file)) {
      project.note(file, Verdict.NONE, "", "is not there: no source is known");
    }
    new WarpSources(project, connectors, engine.rate(), parsed, out).write(sources);
    connectors.end();
  }

  private void sinks(Hocon out, WarpEngine engine, WarpRules rules, List<OmlModel> models)
      throws IOException {
    Path folder = project.path(engine.folder("topology", "sinks", "./topology/sinks"));
    Connectors connectors = new Connectors(project.connectors(folder, "sink.d"));
    Map<String, String> tags = new LinkedHashMap<>();
    List<TomlTable> expects = new ArrayList<>();
    project
        .optional(folder.resolve("defaults.toml"))
        .ifPresent(
            file -> {
              TomlTable defaults = file.root().table("defaults");
              file.root().mapped("version", "", "needs none here");
              tags.putAll(WarpGroups.tags(defaults.texts("tags")));
              defaults.mapped("tags", "tags of every group");
              expects.add(defaults.table("expect"));
            });
    List<TomlFile> business =
        project.below(folder.resolve("business.d"), ".toml").stream().map(project::toml).toList();
    List<TomlFile> infra =
        project.below(folder.resolve("infra.d"), ".toml").stream().map(project::toml).toList();
    new WarpGroups(project, rules, models, connectors, tags, expects, folder, out)
        .write(business, infra);
    connectors.end();
  }
}
