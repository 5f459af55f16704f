package io.spillway.app.settings;

import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that a node is told: read once at start, every path absolute.
 *
 * @param config the configuration file
 * @param workDir what relative paths of data were resolved against
 * @param name the node's name
 * @param drainTimeout how long a stop may deliver
 * @param drainTimeoutWritten whether it stands in the file; `batch` waits for ever otherwise
 * @param tags text fields added to every event
 * @param rules all rules; conditions of groups and sinks are compiled against their field names
 * @param groups business groups as written, then the six infra groups
 */
public record NodeSettings(
    Path config,
    Path workDir,
    Path dataDir,
    Path logDir,
    String name,
    AdminSettings admin,
    Duration drainTimeout,
    boolean drainTimeoutWritten,
    FlowSettings flow,
    LoggingSettings logging,
    StatisticsSettings statistics,
    TapSettings tap,
    RescueSettings rescue,
    Map<String, String> tags,
    List<RuleFile> ruleFiles,
    RuleSet rules,
    List<SourceSettings> sources,
    List<GroupSettings> groups) {

  public NodeSettings {
    tags = Map.copyOf(tags);
    ruleFiles = List.copyOf(ruleFiles);
    sources = List.copyOf(sources);
    groups = List.copyOf(groups);
  }

  /** These, but for what a node can't change while it runs, which is as {@code running} has it. */
  public NodeSettings over(NodeSettings running) {
    return new NodeSettings(
        running.config,
        running.workDir,
        running.dataDir,
        running.logDir,
        running.name,
        running.admin,
        running.drainTimeout,
        running.drainTimeoutWritten,
        new FlowSettings(flow.memoryBudget(), running.flow.parseParallelism(), flow.residueLimit()),
        running.logging,
        running.statistics,
        running.tap,
        running.rescue,
        tags,
        ruleFiles,
        rules,
        sources,
        groups);
  }

  /**
   * The same node without sources, to bring rescue files back.
   *
   * @param replay how they come back
   */
  public NodeSettings withoutSources(LaneSettings.Replay replay) {
    return new NodeSettings(
        config,
        workDir,
        dataDir,
        logDir,
        name,
        admin,
        drainTimeout,
        drainTimeoutWritten,
        flow,
        logging,
        statistics,
        tap,
        rescue,
        tags,
        ruleFiles,
        rules,
        List.of(),
        groups.stream().map(group -> group.with(sink -> sink.with(replay))).toList());
  }

  /** Where sources' journals are. */
  public Path journals() {
    return dataDir.resolve("journal");
  }

  /** Whether a sink has standard output, which must then hold nothing but records. */
  public boolean hasStdoutSink() {
    return groups.stream()
        .flatMap(group -> group.sinks().stream())
        .anyMatch(sink -> sink.destination() instanceof SinkSettings.Stdout);
  }
}
