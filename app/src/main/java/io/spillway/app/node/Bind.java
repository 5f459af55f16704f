package io.spillway.app.node;

import io.spillway.app.settings.NodeSettings;
import io.spillway.app.settings.SinkSettings;
import io.spillway.app.settings.TcpSourceSettings;
import io.spillway.streams.batch.BatchSettings;
import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.framing.FramingKind;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.framing.TooLong;
import io.spillway.streams.sink.blackhole.BlackholeSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.time.Duration;
import java.util.OptionalLong;

/** Settings as the parts take them. */
final class Bind {
  private Bind() {}

  static LaneSettings lane(io.spillway.app.settings.LaneSettings s) {
    return new LaneSettings(
        s.queueBytes(),
        LaneSettings.WhenFull.valueOf(s.whenFull().name()),
        s.workers(),
        s.gatherBytes(),
        LaneSettings.OnFailure.valueOf(s.onFailure().name()),
        s.backoffBase(),
        s.backoffMax());
  }

  static FileSinkSettings file(SinkSettings.File s) {
    return new FileSinkSettings(
        s.path(), FileSinkSettings.Fsync.valueOf(s.fsync().name()), s.fsyncInterval());
  }

  static BlackholeSettings hole(SinkSettings.Blackhole s) {
    return new BlackholeSettings(Duration.ofMillis(s.sleepMillis()));
  }

  static io.spillway.streams.source.tcp.TcpSourceSettings tcp(TcpSourceSettings s) {
    return new io.spillway.streams.source.tcp.TcpSourceSettings(
        s.host(),
        s.port(),
        new FramingSettings(
            FramingKind.valueOf(s.framing().name()),
            s.maxRecordBytes(),
            TooLong.valueOf(s.tooLong().name())),
        new BatchSettings(s.batchBytes(), s.batchInterval(), s.idleTimeout()),
        s.maxConnections(),
        s.linger(),
        s.rateLimit().map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  static RuleSet rules(NodeSettings s) {
    return RuleSet.compile(
            s.rules().stream().map(r -> new RuleFile(r.file().toString(), r.text())).toList(),
            s.flow().residueLimit() / 100.0)
        .rules()
        .orElseThrow();
  }
}
