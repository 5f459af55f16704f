package io.spillway.app.explain;

import io.spillway.app.settings.SinkSettings;
import io.spillway.streams.encode.Format;
import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.settings.Words;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.file.RotationSettings;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.syslog.SyslogSinkSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A sink in words: where its records go, as what, and what its policies do. */
final class SinkWords {
  private final SinkSettings sink;

  private SinkWords(SinkSettings sink) {
    this.sink = sink;
  }

  static Explanation.SinkPart of(SinkSettings sink) {
    SinkWords words = new SinkWords(sink);
    return new Explanation.SinkPart(sink.name(), type(sink), words.to(), words.facts());
  }

  private static String type(SinkSettings sink) {
    return sink.destination() instanceof SinkSettings.TestRescue
        ? "test_rescue"
        : sink.destination().getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private String to() {
    SinkSettings.Destination to = sink.destination();
    if (to instanceof SinkSettings.File file) {
      return file.settings().path().toString();
    } else if (to instanceof SinkSettings.Tcp tcp) {
      String address = SourceWords.address("tcp", tcp.settings().host(), tcp.settings().port());
      return address + (tcp.settings().tls().isPresent() ? ", TLS" : "");
    } else if (to instanceof SinkSettings.Syslog syslog) {
      SyslogSinkSettings its = syslog.settings();
      return SourceWords.address(Words.of(its.transport()), its.host(), its.port());
    } else if (to instanceof SinkSettings.Udp udp) {
      return SourceWords.address("udp", udp.settings().host(), udp.settings().port());
    } else if (to instanceof SinkSettings.Unix unix) {
      return "unix " + unix.settings().path();
    } else if (to instanceof SinkSettings.TestRescue test) {
      return test.settings().file().path() + ", fails on purpose";
    }
    return to instanceof SinkSettings.Stdout ? "standard output" : "nowhere, keeps nothing";
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("encoder", encoder());
    sink.filter().ifPresent(filter -> facts.put("filter", filter + ", else to intercept"));
    LaneSettings lane = sink.lane();
    facts.put("queue", queue(lane));
    facts.put("on failure", onFailure(lane));
    if (sink.destination() instanceof SinkSettings.File file) {
      String rotation = rotation(file.settings().rotation());
      if (!rotation.isEmpty()) {
        facts.put("rotates", rotation);
      }
    }
    facts.put("delivered", delivered());
    return facts;
  }

  private String encoder() {
    Format format = sink.encoder().format();
    String framing = framing();
    return Words.of(format) + (framing.isEmpty() ? "" : ", " + framing);
  }

  private String framing() {
    return Sinks.connection(sink).map(c -> Words.of(c.framing())).orElse("");
  }

  private static String queue(LaneSettings lane) {
    String full =
        switch (lane.whenFull()) {
          case BACKPRESSURE -> "sources wait";
          case RESCUE -> "what does not fit goes to rescue files";
          case DISCARD -> "what does not fit is discarded (queue_full)";
        };
    String workers = lane.workers() == 1 ? "" : ", " + lane.workers() + " deliveries at once";
    return Words.size(lane.queueBytes()) + workers + "; when full, " + full;
  }

  private static String onFailure(LaneSettings lane) {
    return switch (lane.onFailure()) {
      case RETRY -> "tried again for ever, sources wait";
      case RESCUE ->
          "rescue files after "
              + lane.maxAttempts()
              + (lane.maxAttempts() == 1 ? " attempt" : " attempts")
              + "; looks for it every "
              + Words.time(lane.probeInterval());
      case TOLERATE -> "discarded and counted";
      case STOP -> "rescue files, and the node drains";
    };
  }

  private static String rotation(RotationSettings its) {
    List<String> words = new ArrayList<>();
    its.bytes().ifPresent(bytes -> words.add("before it exceeds " + Words.size(bytes)));
    its.interval().ifPresent(span -> words.add("every " + Words.time(span)));
    its.keepFiles().ifPresent(n -> words.add("keeps " + n + " ended files"));
    its.keepAge().ifPresent(age -> words.add("keeps ended files for " + Words.time(age)));
    return String.join(", ", words);
  }

  private String delivered() {
    SinkSettings.Destination to = sink.destination();
    if (to instanceof SinkSettings.File file) {
      return written(file.settings());
    } else if (to instanceof SinkSettings.TestRescue test) {
      return written(test.settings().file());
    } else if (Sinks.connection(sink).isPresent()) {
      ConnectionSettings connection = Sinks.connection(sink).get();
      return "once our kernel took it, which is not arrival; after a break the records of the last "
          + Words.size(connection.sendBuffer())
          + " go out again";
    } else if (Sinks.sendsDatagrams(sink)) {
      return "once our kernel took it; nobody tells whether it arrives";
    }
    return to instanceof SinkSettings.Stdout ? "once it is written" : "at once";
  }

  private static String written(FileSinkSettings file) {
    return switch (file.fsync()) {
      case NEVER -> "once it is written; the system decides when it is on the disk (fsync = never)";
      case INTERVAL ->
          "once it is written; on the disk within "
              + Words.time(file.fsyncInterval())
              + " (fsync = interval)";
      case BATCH -> "once it is on the disk (fsync = batch)";
    };
  }
}
