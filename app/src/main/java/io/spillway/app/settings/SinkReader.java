package io.spillway.app.settings;

import io.spillway.streams.encode.EncoderSettings;
import io.spillway.streams.encode.Format;
import io.spillway.streams.encode.NamingEncoder;
import io.spillway.streams.encode.Template;
import io.spillway.streams.encode.TemplateFiles;
import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.route.Condition;
import io.spillway.streams.settings.Section;
import io.spillway.streams.sink.blackhole.BlackholeSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.sink.syslog.SyslogSinkSettings;
import io.spillway.streams.sink.tcp.TcpSinkSettings;
import io.spillway.streams.sink.testrescue.TestRescueSettings;
import io.spillway.streams.sink.udp.UdpSinkSettings;
import io.spillway.streams.sink.unix.UnixSinkSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads sinks, each with its lane. */
final class SinkReader {
  private final Defaults defaults;
  private final GroupDefaults groupDefaults;
  private final Path workDir;
  private final Path infraDir;
  private final Conditions conditions;

  SinkReader(
      Defaults defaults,
      GroupDefaults groupDefaults,
      Path workDir,
      Path dataDir,
      Conditions conditions) {
    this.defaults = defaults;
    this.groupDefaults = groupDefaults;
    this.workDir = workDir;
    this.conditions = conditions;
    this.infraDir = dataDir.resolve("infra");
  }

  /** Keys of every sink but its type. */
  record Common(
      EncoderSettings encoder,
      Optional<Condition> filter,
      Map<String, String> tags,
      LaneSettings lane,
      SinkExpectation expectation) {}

  Optional<SinkSettings> read(String name, Section section, GroupSettings.Kind kind) {
    Optional<SinkSettings.Type> type =
        section.choice("type", List.of(SinkSettings.Type.values()), SinkSettings.Type::word);
    if (type.isEmpty()) {
      section.ignoreRest();
      return Optional.empty();
    }
    if (!GroupReader.holdsEvents(kind) && section.isWritten("filter")) {
      section.problem("filter", "this group's records can't be filtered");
    }
    section.withDefaults(groupDefaults.sink(type.get())).withDefaults(defaults.sink(type.get()));
    Common common = common(section, conditions);
    common.encoder().check(section);
    onlyFilesHaveHeaders(common.encoder(), type.get(), section);
    SinkSettings.Destination destination =
        switch (type.get()) {
          case FILE -> file(name, section, kind);
          case STDOUT -> stdout(section, common.lane());
          case BLACKHOLE -> new SinkSettings.Blackhole(BlackholeSettings.read(section));
          case TCP -> new SinkSettings.Tcp(TcpSinkSettings.read(section, workDir));
          case SYSLOG -> syslog(section, common.encoder());
          case UDP -> new SinkSettings.Udp(UdpSinkSettings.read(section));
          case UNIX -> new SinkSettings.Unix(UnixSinkSettings.read(section, workDir));
          case TEST_RESCUE ->
              new SinkSettings.TestRescue(
                  TestRescueSettings.read(section, path(name, section, kind), System::getenv));
        };
    return Optional.of(
        new SinkSettings(
            name,
            section.place(),
            section.merged().withoutKey(GroupReader.EXPECT),
            common.encoder(),
            common.filter(),
            common.tags(),
            common.lane(),
            common.expectation(),
            destination));
  }

  private static void onlyFilesHaveHeaders(
      EncoderSettings encoder, SinkSettings.Type type, Section section) {
    if (encoder.header().length > 0 && type != SinkSettings.Type.FILE) {
      section.problem("csv", "can have a header in files only");
    }
  }

  static Common common(Section section, Conditions conditions) {
    return new Common(
        EncoderSettings.read(section),
        conditions.read(section, "filter"),
        section.texts("tags"),
        LaneSettings.read(section),
        SinkExpectation.read(section.section(GroupReader.EXPECT)));
  }

  private SinkSettings.Stdout stdout(Section section, LaneSettings lane) {
    if (lane.workers() > 1) {
      section.problem("workers", "must be 1: standard output takes one delivery at a time");
    }
    if (lane.onFailure() == LaneSettings.OnFailure.TOLERATE) {
      section.problem("on-failure", "must not be tolerate: half of a record may be out already");
    }
    if (lane.onFailure() == LaneSettings.OnFailure.RESCUE) {
      section.problem("on-failure", "must not be rescue: half of a record may be out already");
    }
    return new SinkSettings.Stdout();
  }

  private SinkSettings.Syslog syslog(Section section, EncoderSettings encoder) {
    if (encoder.format() != Format.SYSLOG) {
      String how = "must be syslog for this sink; type = tcp or udp sends other formats";
      section.problem("encoder", how);
    }
    return new SinkSettings.Syslog(SyslogSinkSettings.read(section, workDir));
  }

  private static Template template(Section section, Path path) {
    try {
      Template.parse(section.optionalString("path").orElse(""));
      Template template = Template.parse(path.toString());
      NamingEncoder.check(template);
      return template;
    } catch (IllegalArgumentException wrong) { // noted where the user finds it
      section.problem("path", String.valueOf(wrong.getMessage()));
      return Template.parse("");
    }
  }

  private SinkSettings.File file(String name, Section section, GroupSettings.Kind kind) {
    Path path = path(name, section, kind);
    FileSinkSettings settings = FileSinkSettings.read(section, path);
    Template template = template(section, path);
    if (TemplateFiles.tail(template).filter(settings.rotation()::mixesUp).isPresent()) {
      section.problem(
          "path", "must not end as ended files do, -YYYYMMDD-HHMMSS_2.gz, when they rotate");
    }
    return new SinkSettings.File(settings, template);
  }

  private Path path(String name, Section section, GroupSettings.Kind kind) {
    boolean usual = kind != GroupSettings.Kind.BUSINESS && !section.has("path");
    Path path = usual ? infraDir.resolve(name + ".log") : workDir.resolve(section.string("path"));
    return path.normalize();
  }
}
