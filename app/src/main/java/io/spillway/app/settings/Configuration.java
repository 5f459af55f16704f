package io.spillway.app.settings;

import io.spillway.streams.event.Names;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.settings.ConfFile;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Section;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a node's whole configuration. Rule files, includes and the {@code sinks} folder are looked
 * for beside the configuration file; paths of data are relative to the work folder.
 */
public final class Configuration {
  private final Path file;
  private final Path folder;
  private final Path workDir;
  private final Problems problems = new Problems();
  private final Defaults defaults = new Defaults();

  private Configuration(Path file, Optional<Path> workDir) {
    this.file = file;
    this.folder = folderOf(file);
    this.workDir = workDir.orElse(folder).toAbsolutePath().normalize();
  }

  private static Path folderOf(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
  }

  /** What reading gave: settings to be used only if there is no problem. */
  public record Outcome(
      Optional<NodeSettings> settings,
      List<Problem> problems,
      List<Problem> ofMachine,
      List<Problem> warnings) {

    public boolean isGood() {
      return problems.isEmpty();
    }

    /** The same with these problems instead. */
    Outcome with(List<Problem> others) {
      return new Outcome(settings, others, ofMachine, warnings);
    }

    /** As on a machine that has every file and folder the configuration names. */
    public Outcome withoutMachine() {
      List<Problem> left = problems.stream().filter(p -> !ofMachine.contains(p)).toList();
      return new Outcome(settings, left, List.of(), List.of());
    }
  }

  /** Reads and checks everything, without opening or creating anything. */
  public static Outcome read(Path file, Optional<Path> workDir) {
    Configuration reading = new Configuration(file, workDir);
    Optional<NodeSettings> settings = ConfFile.read(file, reading.problems).map(reading::node);
    return new Outcome(
        settings,
        reading.problems.sorted(),
        reading.problems.ofMachine(),
        reading.problems.warnings());
  }

  /** Only where the node of this configuration answers; other mistakes in the file don't matter. */
  public static AdminSettings admin(Path file) {
    Problems unheard = new Problems();
    return ConfFile.read(file, unheard)
        .map(root -> root.withDefaults(new Defaults().node()))
        .map(root -> AdminSettings.read(root.section("admin"), folderOf(file)))
        .orElseGet(() -> new AdminSettings("127.0.0.1", 9600));
  }

  private NodeSettings node(Section root) {
    root.withDefaults(defaults.node());
    Path dataDir = workDir.resolve(root.string("data-dir")).normalize();
    Path logDir = workDir.resolve(root.string("log-dir")).normalize();
    FlowSettings flow = FlowSettings.read(root.section("flow"));
    List<RuleFile> ruleFiles = new RuleReader(folder).files(root);
    Optional<RuleSet> rules = RuleReader.compile(ruleFiles, flow.residueLimit() / 100.0, root);
    RuleNames ruleNames = new RuleNames(rules.map(RuleSet::names));
    Conditions conditions = new Conditions(rules.map(RuleSet::fieldNames).orElseGet(Names::new));
    List<SourceSettings> sources = new SourceReader(defaults, ruleNames, workDir).read(root);
    GroupDefaults groupDefaults =
        GroupDefaults.read(folder.resolve("sinks/defaults.conf"), defaults, conditions, problems);
    SinkReader sinks = new SinkReader(defaults, groupDefaults, workDir, dataDir, conditions);
    List<GroupSettings> groups =
        new GroupReader(
                defaults, groupDefaults, sinks, ruleNames.withRaw(sources), conditions, problems)
            .read(root, folder.resolve("sinks"));
    NodeSettings settings =
        new NodeSettings(
            file.toAbsolutePath().normalize(),
            workDir,
            dataDir,
            logDir,
            nodeName(root.section("node")),
            AdminSettings.read(root.section("admin"), folder),
            root.duration("drain-timeout", Duration.ZERO, Duration.ofDays(7)),
            root.isWritten("drain-timeout"),
            flow,
            LoggingSettings.read(root.section("logging")),
            StatisticsSettings.read(root.section("statistics")),
            TapSettings.read(root.section("tap")),
            RescueSettings.read(root.section("rescue"), dataDir),
            root.texts("tags"),
            ruleFiles,
            rules.orElseGet(RuleSet::raw),
            sources,
            groups);
    root.end();
    new CrossChecks(root, settings).all();
    return settings;
  }

  private static String nodeName(Section node) {
    String name = node.optionalString("name").orElseGet(Configuration::hostName);
    if (!NameRules.isNode(name)) {
      node.problem("name", "must be of a-z 0-9 . and -, and begin and end with a letter or digit");
    }
    return name;
  }

  private static String hostName() {
    try {
      String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      return NameRules.isNode(name) ? name : "localhost";
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }
}
