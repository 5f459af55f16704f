package io.spillway.app.stat;

import io.spillway.app.settings.GroupSettings;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.rescue.OwnerLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that can be counted of a node from its configuration alone: files of sources, outputs of
 * sinks, rescue files, and what the last receipt says where there are no files.
 *
 * @param notes what holds for all counts, in words for people
 */
public record Stat(
    String config,
    List<SourceStat> sources,
    List<SinkStat> sinks,
    RescueStat rescue,
    LastRun lastRun,
    List<String> notes) {

  /** Reads all files through; {@code withSources} those of sources as well. */
  public static Stat of(NodeSettings node, boolean withSources) {
    LastRun lastRun = LastRun.of(node.dataDir());
    RescueStat rescue = RescueCount.of(node.rescue());
    SinkCount count = new SinkCount(node, lastRun);
    List<SinkStat> sinks = new ArrayList<>();
    for (GroupSettings group : node.groups()) {
      for (SinkSettings sink : group.sinks()) {
        String name = sink.name();
        sinks.add(
            count
                .of(group, sink)
                .waiting(
                    rescue.of(name, RescueStat.RESCUED), rescue.of(name, RescueStat.REJECTED)));
      }
    }
    List<SourceStat> sources = new ArrayList<>();
    for (SourceSettings source : withSources ? node.sources() : List.<SourceSettings>of()) {
      sources.add(SourceCount.of(source));
    }
    return new Stat(node.config().toString(), sources, sinks, rescue, lastRun, running(node));
  }

  private static List<String> running(NodeSettings node) {
    try {
      if (OwnerLock.isTaken(node.rescue().folder())) {
        return List.of(
            "process "
                + OwnerLock.holder(node.rescue().folder())
                + " uses "
                + node.rescue().folder()
                + ": counts move while they are read");
      }
      return List.of();
    } catch (IOException e) {
      return List.of("can't tell whether the node runs: " + e);
    }
  }

  /** Whether everything that is there could be read. */
  public boolean wasAllRead() {
    return rescue.problems().isEmpty()
        && Stream.concat(
                sinks.stream().flatMap(sink -> sink.files().stream()),
                sources.stream().flatMap(source -> source.files().stream()))
            .allMatch(file -> file.lines() != null);
  }
}
