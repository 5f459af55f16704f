package io.spillway.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import io.spillway.streams.encode.CsvSettings;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.ProblemReport;
import io.spillway.streams.settings.Words;
import io.spillway.streams.sink.blackhole.BlackholeSettings;
import io.spillway.streams.sink.file.FileSinkSettings;
import io.spillway.streams.wpl.RuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final String SOURCE = "sources { in { type = tcp, port = 5140 } }\n";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void csvEndsWithALineFeedWhereALineFeedIsCutOff() throws IOException {
    String sinks =
        """
        sources { in { type = tcp, port = 5140 } }
        groups { all { rules = ["/web/*"], sinks {
          file { type = file, path = a.csv }
          tcp { type = tcp, host = h, port = 1 }
          frames { type = tcp, host = h, port = 2, framing = octet-counted }
          udp { type = udp, host = h, port = 3 }
          stream { type = unix, path = a.sock }
          datagrams { type = unix, path = b.sock, socket = datagram }
        } } }
        """
            .replace(" }\n  ", ", encoder = csv, csv { fields = [client] } }\n  ")
            .replace("datagram }", "datagram, encoder = csv, csv { fields = [client] } }");
    List<CsvSettings.LineEnd> ends =
        good(sinks).groups().stream()
            .filter(group -> group.name().equals("all"))
            .flatMap(group -> group.sinks().stream())
            .map(sink -> sink.encoder().csv().lineEnd())
            .toList();
    CsvSettings.LineEnd crlf = CsvSettings.LineEnd.CRLF;
    CsvSettings.LineEnd lf = CsvSettings.LineEnd.LF;
    assertThat(ends).containsExactly(crlf, crlf, lf, lf, crlf, lf);
  }

  @BeforeEach
  void oneRule() throws IOException {
    write("rules/web.wpl", "package /web/ {\n  rule access { (ip:client, digit:status) }\n}\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.toAbsolutePath().getParent());
    Files.writeString(path, text);
  }

  private Configuration.Outcome read(String text) throws IOException {
    write("spillway.conf", text);
    return Configuration.read(folder.resolve("spillway.conf"), Optional.empty());
  }

  private NodeSettings good(String text) throws IOException {
    Configuration.Outcome outcome = read(text);
    assertThat(report(outcome)).isEqualTo("0 problems\n");
    return outcome.settings().orElseThrow();
  }

  private String report(Configuration.Outcome outcome) {
    return ProblemReport.render(outcome.problems().stream().map(this::inFolder).toList(), false);
  }

  private Problem inFolder(Problem problem) {
    Path file = Path.of(problem.place().file());
    Place place = new Place(folder.relativize(file).toString(), problem.place().line());
    String what = problem.what().replace(folder + "/", "");
    return new Problem(place, problem.key(), problem.value(), what, problem.nearest());
  }

  @Test
  void aPortIsTakenOnTheAddressesThatOverlap() throws IOException {
    String two =
        "sources { a { type = tcp, host = 127.0.0.2, port = %1$d }, b { type = tcp, host ="
            + " \"%2$s\", port = %1$d } }";
    assertThat(good(two.formatted(5140, "127.0.0.3")).sources()).hasSize(2);
    assertThat(good(two.formatted(9600, "::1")).sources()).hasSize(2); // admin's, on 127.0.0.1
    for (String host : new String[] {"127.0.0.2", "0.0.0.0", "::"}) {
      assertThat(report(read(two.formatted(5140, host))))
          .as(host)
          .contains("sources.b.port", "port 5140 is taken by source a");
    }
    assertThat(report(read(two.formatted(9600, "127.0.0.1")))).contains("is taken by admin");
  }

  @Test
  void aSourceIsEnough() throws IOException {
    NodeSettings node = good(SOURCE);
    assertThat(node.name()).matches("[a-z0-9.-]+");
    assertThat(node.admin()).isEqualTo(new AdminSettings("127.0.0.1", 9600));
    assertThat(node.drainTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(node.drainTimeoutWritten()).isFalse();
    assertThat(node.dataDir()).isEqualTo(folder.resolve("data"));
    assertThat(node.sources().get(0).rules()).isEmpty();
    assertThat(node.groups())
        .extracting(GroupSettings::kind)
        .containsExactly(
            GroupSettings.Kind.DEFAULT,
            GroupSettings.Kind.MISS,
            GroupSettings.Kind.RESIDUE,
            GroupSettings.Kind.INTERCEPT,
            GroupSettings.Kind.ERROR,
            GroupSettings.Kind.MONITOR);
    assertThat(path(node, "miss")).isEqualTo(folder.resolve("data/infra/miss.log"));
  }

  private static Path path(NodeSettings node, String sink) {
    return node.groups().stream()
        .flatMap(group -> group.sinks().stream())
        .filter(s -> s.name().equals(sink))
        .map(s -> ((SinkSettings.File) s.destination()).settings().path())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void reportsEveryKindOfMistakeAtOnce() throws IOException {
    for (String file :
        new String[] {
          "spillway.conf",
          "sinks/business.d/a.conf",
          "sinks/business.d/b.conf",
          "sinks/defaults.conf",
          "sinks/infra.d/c.conf",
          "rules/broken.wpl"
        }) {
      write(file, resource("mistakes/" + file));
    }
    Configuration.Outcome outcome =
        Configuration.read(folder.resolve("spillway.conf"), Optional.empty());
    assertThat(report(outcome)).isEqualTo(resource("mistakes/report.txt"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ConfigurationTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void dataPathsStartFromTheWorkFolderAndRulesFromTheConfiguration() throws IOException {
    write(
        "spillway.conf",
        SOURCE + "groups { g { rules = [\"*\"], sinks { o { type = file, path = o.log } } } }");
    NodeSettings node =
        Configuration.read(folder.resolve("spillway.conf"), Optional.of(folder.resolve("work")))
            .settings()
            .orElseThrow();
    assertThat(node.dataDir()).isEqualTo(folder.resolve("work/data"));
    assertThat(path(node, "o")).isEqualTo(folder.resolve("work/o.log"));
    assertThat(node.ruleFiles())
        .extracting(RuleFile::path)
        .containsExactly(folder.resolve("rules/web.wpl").toString());
  }

  @Test
  void standardOutputTakesNeitherSeveralWorkersNorTolerate() throws IOException {
    String sink = "o { type = stdout, workers = 2, on-failure = tolerate }";
    write("spillway.conf", SOURCE + "groups { g { rules = [\"*\"], sinks { " + sink + " } } }");
    assertThat(
            Configuration.read(folder.resolve("spillway.conf"), Optional.of(folder.resolve("work")))
                .problems())
        .extracting(Problem::key)
        .satisfiesExactlyInAnyOrder(
            key -> assertThat(key).endsWith("workers"),
            key -> assertThat(key).endsWith("on-failure"));
  }

  @Test
  void groupsStandInFilesOfTheirOwnAndShareDefaults() throws IOException {
    write(
        "sinks/defaults.conf",
        "group { tags { team = a } }\nsink { workers = 2 }\nfile { fsync = batch }");
    write(
        "sinks/business.d/g.conf",
        "g { when = \"isset($status)\", sinks { o { type = file, path = o.log } } }");
    write("sinks/infra.d/miss.conf", "miss { sinks {} }");
    NodeSettings node = good(SOURCE);
    GroupSettings group = node.groups().get(0);
    assertThat(group.name()).isEqualTo("g");
    assertThat(group.tags()).containsEntry("team", "a");
    assertThat(group.rules()).containsExactly("*");
    assertThat(group.sinks().get(0).lane().workers()).isEqualTo(2);
    assertThat(((SinkSettings.File) group.sinks().get(0).destination()).settings().fsync())
        .isEqualTo(FileSinkSettings.Fsync.BATCH);
    assertThat(node.groups().stream().filter(g -> g.kind() == GroupSettings.Kind.MISS))
        .singleElement()
        .satisfies(miss -> assertThat(miss.sinks()).isEmpty());
  }

  @Test
  void noRulesMeansNoParsing() throws IOException {
    NodeSettings node =
        good(
            "rules = []\n"
                + "sources { in { type = tcp, port = 5140, rules = [] } }\n"
                + "groups { all { rules = [\"/raw\"], sinks { o { type = blackhole, sleep-ms = 3 }"
                + " } } }");
    assertThat(node.sources().get(0).parses()).isFalse();
    assertThat(node.groups().get(0).sinks().get(0).destination())
        .isEqualTo(new SinkSettings.Blackhole(new BlackholeSettings(Duration.ofMillis(3))));
  }

  @Test
  void aSourceMustNotReadWhatASinkWrites() throws IOException {
    Files.createDirectories(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    Configuration.Outcome outcome =
        read(
            """
            sources {
              by-glob { type = file, paths = ["in.log", "data/**.log"] }
              by-link { type = file, paths = ["link/a.log"] }
              by-linked-glob { type = file, paths = ["link/*.txt", "real/b.*"] }
              other { type = file, paths = ["data/*.log", "real/*.txt.gz"] }
            }
            groups { g { rules = ["*"], sinks {
              a { type = file, path = real/a.log }
              b { type = file, path = link/b.txt }
            } } }
            infra {
              default { sinks {} }
              residue { sinks {} }
              intercept { sinks {} }
              error { sinks {} }
              monitor { sinks {} }
            }
            """);
    assertThat(report(outcome))
        .isEqualTo(
            """
            spillway.conf:2  sources.by-glob.paths
                             would read what sink miss (by default) writes: data/infra/miss.log
            spillway.conf:3  sources.by-link.paths
                             would read what sink a (spillway.conf:8) writes: real/a.log
            spillway.conf:4  sources.by-linked-glob.paths
                             would read what sink b (spillway.conf:9) writes: link/b.txt

            3 problems
            """);
  }

  @Test
  void twoSinksMustNotWriteOneFile() throws IOException {
    Files.createDirectories(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    Configuration.Outcome outcome =
        read(
            SOURCE
                + """
                groups { g { rules = ["*"], sinks {
                  a { type = file, path = real/a.log }
                  b { type = file, path = link/../link/a.log }
                } } }
                """);
    assertThat(report(outcome))
        .isEqualTo(
            """
            spillway.conf:4  sink b
                             sink a writes link/a.log already

            1 problem
            """);
  }

  @Test
  void aSourceThatParsesNeedsRules() throws IOException {
    Files.delete(folder.resolve("rules/web.wpl"));
    assertThat(report(read(SOURCE)))
        .isEqualTo(
            """
            spillway.conf:1  sources.in.rules
                             there are no rules, no file is called rules/*.wpl beside the configuration; rules = [] takes records as they are

            1 problem
            """);
    good("rules = []\n" + SOURCE);
    good("sources { raw { type = tcp, port = 5141, rules = [] } }\n");
  }

  @Test
  void batchNeedsSourcesThatEnd() throws IOException {
    Configuration.Outcome outcome =
        read(
            """
            sources {
              listens { type = syslog, protocol = udp, port = 5140 }
              follows { type = file, mode = follow, paths = ["*.txt"] }
              reads { type = file, paths = ["*.txt"] }
              hears { type = stdin }
            }
            """);
    assertThat(report(FollowChecks.checkEnding(outcome)))
        .isEqualTo(
            """
            spillway.conf:2  sources.listens.type = syslog
                             listens for ever, so batch would not end: use run
            spillway.conf:3  sources.follows.mode = follow
                             never ends, so batch would not end: use run or mode = batch

            2 problems
            """);
  }

  @Test
  void warnsOfLineFeedsWhateverTheTypeOfSource() throws IOException {
    NodeSettings node =
        good(
            """
            sources {
              counted { type = unix, path = run/a.sock, framing = octet-counted }
              said { type = stdin, framing = octet-counted }
              lines { type = unix, path = run/b.sock, framing = newline }
              messages { type = syslog, port = 5140, framing = octet-counted }
              datagrams { type = udp, port = 5141 }
              files { type = file, paths = ["*.txt"] }
              followed { type = file, mode = follow, paths = ["*.txt"] }
            }
            """);
    assertThat(Warnings.of(node))
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "sources.counted.framing", "sources.said.framing", "sources.messages.framing");
  }

  @Test
  void globsMustMatchARule() throws IOException {
    Configuration.Outcome outcome =
        read(
            "sources { in { type = tcp, port = 5140, rules = [\"/web/*\", \"/kv/*\"] } }\n"
                + "groups { g { rules = [\"/wbe/*\", \"/raw\"], sinks {} } }");
    assertThat(report(outcome))
        .isEqualTo(
            """
            spillway.conf:1  sources.in.rules = ["/web/*","/kv/*"]
                             /kv/* matches no rule
            spillway.conf:2  groups.g.rules = ["/wbe/*","/raw"]
                             /wbe/* matches no rule; did you mean /web/*?
            spillway.conf:2  groups.g.rules = ["/wbe/*","/raw"]
                             /raw matches no rule

            3 problems
            """);
  }

  @Test
  void aTakenPortIsAProblem() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Configuration.Outcome outcome =
          read(
              "admin { port = 1023 }\nsources { in { type = tcp, port = "
                  + taken.getLocalPort()
                  + " } }");
      assertThat(outcome.problems()).isEmpty();
      assertThat(PortChecks.check(outcome).problems())
          .anySatisfy(
              problem -> {
                assertThat(problem.key()).isEqualTo("sources.in.port");
                assertThat(problem.what())
                    .contains("can't listen on 127.0.0.1:" + taken.getLocalPort());
              });
    }
  }

  @Test
  void whatIsExpectedMakesNoDifferenceToANode() throws IOException {
    String conf =
        """
        sources { in { type = tcp, port = 5140 } }
        groups { g { rules = ["*"], expect { %s }, sinks { a { type = blackhole, expect { %s } } } } }
        """;
    NodeSettings before = good(conf.formatted("", ""));
    NodeSettings after = good(conf.formatted("mode = warn", "ratio = 1"));
    assertThat(after.groups().get(0).sinks().get(0).expectation().isAny()).isTrue();
    assertThat(Difference.between(before, after).isEmpty()).isTrue();
  }

  @Test
  void everyDefaultIsASettingThatIsRead() throws IOException {
    Defaults defaults = new Defaults();
    String node = defaults.node().render(ConfigRenderOptions.concise());
    StringBuilder all = new StringBuilder(node.substring(1, node.length() - 1)).append('\n');
    all.append("sources { a = ")
        .append(written(defaults.source(SourceSettings.Type.TCP), "type = tcp, port = 1"));
    all.append("b = ")
        .append(written(defaults.source(SourceSettings.Type.FILE), "type = file, paths = [x]"));
    all.append("c = ")
        .append(written(defaults.source(SourceSettings.Type.SYSLOG), "type = syslog, port = 2"));
    all.append("d = ")
        .append(written(defaults.source(SourceSettings.Type.UDP), "type = udp, port = 3"));
    all.append("e = ").append(written(defaults.source(SourceSettings.Type.STDIN), "type = stdin"));
    all.append("f = ")
        .append(written(defaults.source(SourceSettings.Type.UNIX), "type = unix, path = s"));
    String group = defaults.group().render(ConfigRenderOptions.concise());
    all.append("}\ngroups { g = ").append(group).append(" { rules = [\"*\"], sinks {\n");
    for (SinkSettings.Type type : SinkSettings.Type.values()) {
      String needed =
          switch (type) {
            case FILE -> ", path = y";
            case TEST_RESCUE -> ", path = z";
            case TCP, SYSLOG, UDP -> ", host = localhost, port = 1";
            case UNIX -> ", path = in.sock";
            case STDOUT, BLACKHOLE -> "";
          };
      all.append(Words.of(type))
          .append(" = ")
          .append(written(defaults.sink(type), "type = " + Words.of(type) + needed));
    }
    good(all.append("} } }").toString());
  }

  private static String written(ConfigObject values, String more) {
    return values.render(ConfigRenderOptions.concise()) + " { " + more + " }\n";
  }
}
