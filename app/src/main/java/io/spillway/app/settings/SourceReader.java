package io.spillway.app.settings;

import io.spillway.streams.journal.JournalSettings;
import io.spillway.streams.settings.Section;
import io.spillway.streams.source.follow.FollowSettings;
import io.spillway.streams.source.stdin.StdinSourceSettings;
import io.spillway.streams.source.syslog.SyslogSourceSettings;
import io.spillway.streams.source.tcp.TcpSourceSettings;
import io.spillway.streams.source.udp.UdpSourceSettings;
import io.spillway.streams.source.unix.UnixSourceSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code sources} of a configuration. */
final class SourceReader {
  private static final String NO_JOURNAL =
      "only sources of the type tcp, and of the type syslog with protocol = tcp or tls, have one";

  private final Defaults defaults;
  private final RuleNames rules;
  private final Path workDir;

  SourceReader(Defaults defaults, RuleNames rules, Path workDir) {
    this.defaults = defaults;
    this.rules = rules;
    this.workDir = workDir;
  }

  List<SourceSettings> read(Section root) {
    List<SourceSettings> sources = new ArrayList<>();
    for (Map.Entry<String, Section> entry : root.sections("sources").entrySet()) {
      NameRules.check(root, entry.getKey(), entry.getValue());
      source(entry.getKey(), entry.getValue()).ifPresent(sources::add);
    }
    return sources;
  }

  private Optional<SourceSettings> source(String name, Section section) {
    Optional<List<String>> globs =
        section.has("rules") ? Optional.of(rules.read(section, "rules")) : Optional.empty();
    Optional<SourceSettings.Type> type =
        section.choice("type", List.of(SourceSettings.Type.values()));
    if (type.isEmpty()) {
      section.ignoreRest();
    }
    return type.map(t -> source(name, section, globs, connector(t, section)));
  }

  private static SourceSettings source(
      String name,
      Section section,
      Optional<List<String>> globs,
      SourceSettings.Connector connector) {
    return new SourceSettings(name, section.place(), section.merged(), globs, connector);
  }

  private SourceSettings.Connector connector(SourceSettings.Type type, Section section) {
    switch (type) {
      case UDP -> JournalSettings.refuse(section, NO_JOURNAL + ": datagrams can't wait for a disk");
      case UNIX, STDIN -> JournalSettings.refuse(section, NO_JOURNAL);
      case FILE ->
          JournalSettings.refuse(
              section, NO_JOURNAL + ": files with mode = follow are read again from a checkpoint");
      case TCP, SYSLOG -> {}
    }
    section.withDefaults(defaults.source(type));
    return switch (type) {
      case TCP ->
          new SourceSettings.Tcp(
              TcpSourceSettings.read(section, workDir), JournalSettings.read(section));
      case SYSLOG -> syslog(section);
      case UDP -> new SourceSettings.Udp(UdpSourceSettings.read(section));
      case UNIX -> new SourceSettings.Unix(UnixSourceSettings.read(section, workDir));
      case STDIN -> new SourceSettings.Stdin(StdinSourceSettings.read(section));
      case FILE -> files(section);
    };
  }

  private SourceSettings.Connector syslog(Section section) {
    SyslogSourceSettings syslog = SyslogSourceSettings.read(section);
    SourceSettings.Type transport =
        switch (syslog.protocol()) {
          case TCP, TLS -> SourceSettings.Type.TCP;
          case UDP -> SourceSettings.Type.UDP;
          case UNIX -> SourceSettings.Type.UNIX;
        };
    SourceSettings.Connector connector = connector(transport, section);
    if (syslog.protocol() == SyslogSourceSettings.Protocol.TLS
        && connector instanceof SourceSettings.Tcp tcp
        && tcp.settings().tls().isEmpty()) {
      section.problem("protocol", "needs tls { certificate = ..., key = ... }");
    }
    return new SourceSettings.Syslog(syslog, connector);
  }

  private SourceSettings.Connector files(Section section) {
    FollowSettings settings = FollowSettings.read(section, workDir);
    return section.choice("mode", SourceSettings.Mode.class) == SourceSettings.Mode.FOLLOW
        ? new SourceSettings.Followed(settings)
        : new SourceSettings.Files(settings.files());
  }
}
