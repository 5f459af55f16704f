package io.spillway.app.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.spillway.streams.settings.ConfFile;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Section;
import io.spillway.streams.settings.Words;
import io.spillway.streams.sink.blackhole.BlackholeSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.net.ConnectionSettings;
import io.spillway.streams.sink.net.TlsSettings;
import io.spillway.streams.sink.syslog.SyslogSinkSettings;
import io.spillway.streams.sink.testrescue.TestRescueSettings;
import io.spillway.streams.sink.udp.UdpSinkSettings;
import io.spillway.streams.sink.unix.UnixSinkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code sinks/defaults.conf} says for all groups ({@code group}), all sinks ({@code sink})
 * and the sinks of one type ({@code file}, {@code tcp} and so on).
 */
final class GroupDefaults {
  private final ConfigObject values;

  private GroupDefaults(ConfigObject values) {
    this.values = values;
  }

  /** Reads the file if it is there, and checks it whether or not a sink uses it. */
  static GroupDefaults read(
      Path file, Defaults defaults, Conditions conditions, Problems problems) {
    Optional<Section> section =
        Files.exists(file) ? ConfFile.read(file, problems) : Optional.empty();
    section.ifPresent(root -> check(root, defaults, conditions));
    return new GroupDefaults(section.map(Section::values).orElse(ConfigFactory.empty().root()));
  }

  ConfigObject group() {
    return at("group");
  }

  ConfigObject sink(SinkSettings.Type type) {
    return at(Words.of(type)).withFallback(at("sink"));
  }

  private ConfigObject at(String key) {
    return values.get(key) instanceof ConfigObject object ? object : ConfigFactory.empty().root();
  }

  private static void check(Section root, Defaults defaults, Conditions conditions) {
    Section group = root.section("group").withDefaults(defaults.group());
    GroupExpectation.read(group.section(GroupReader.EXPECT));
    group.texts("tags");
    conditions.read(group, "filter");
    Section any = root.section("sink").withDefaults(defaults.sink(SinkSettings.Type.STDOUT));
    SinkReader.common(any, conditions);
    for (SinkSettings.Type type : SinkSettings.Type.values()) {
      Section section = root.section(Words.of(type)).withDefaults(defaults.sink(type));
      SinkReader.common(section, conditions);
      switch (type) {
        case FILE -> FileSinkSettings.read(section, Path.of("/any"));
        case STDOUT -> {}
        case BLACKHOLE -> BlackholeSettings.read(section);
        case TCP -> tcp(section);
        case SYSLOG -> syslog(section);
        case UDP -> UdpSinkSettings.mostBytes(section);
        case UNIX -> UnixSinkSettings.readDefaults(section);
        case TEST_RESCUE -> TestRescueSettings.read(section, Path.of("/any"), variable -> null);
      }
    }
    root.end();
  }

  private static void tcp(Section section) {
    ConnectionSettings.read(section);
    TlsSettings.read(section.section("tls"), Path.of("/"));
    section.section("tls").flag("enabled");
  }

  private static void syslog(Section section) {
    ConnectionSettings.read(section);
    TlsSettings.read(section.section("tls"), Path.of("/"));
    section.choice("transport", SyslogSinkSettings.Transport.class);
    UdpSinkSettings.mostBytes(section);
  }
}
