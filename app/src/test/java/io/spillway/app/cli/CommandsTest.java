package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import io.spillway.streams.wpl.RuleTrial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void initWritesAConfigurationThatIsGood() throws IOException {
    Spillway init = Spillway.run("init", folder);
    assertThat(init.status()).isZero();
    assertThat(init.out().lines().filter(line -> line.startsWith("wrote")))
        .hasSize(InitCommand.FILES.size());
    Spillway check = Spillway.run("check", "--config", folder, "--json");
    assertThat(check.out()).contains("\"ok\":true").contains("\"groups\":3");
    assertThat(check.status()).isZero();
  }

  @Test
  void initNeverOverwrites() throws IOException {
    Files.writeString(folder.resolve("spillway.conf"), "mine");
    Spillway init = Spillway.run("init", folder, "--json");
    JsonNode json = Json.parse(init.out());
    assertThat(json.path("kept").toString()).isEqualTo("[\"spillway.conf\"]");
    assertThat(json.path("written")).hasSize(InitCommand.FILES.size() - 1);
    assertThat(folder.resolve("spillway.conf")).hasContent("mine");
  }

  @Test
  void seedIsOfLinesMadeFromRules() {
    Spillway gen = Spillway.run("gen", folder.resolve("out"), "--seed", 5);
    assertThat(gen.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(gen.err()).contains("--seed needs --rules");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void checkWarnsOfRecordsThatRawSinksTearAndOfNoOthers() throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("lines.conf"),
            """
            rules = []
            sources {
              lines { type = tcp, port = 1, rules = [] }
              datagrams { type = udp, port = 1, rules = [] }
              input { type = stdin, rules = [] }
              zeros { type = unix, path = in.sock, rules = [], framing = nul }
              joined { type = file, mode = follow, paths = [a.log], rules = [], multiline { start = "^a" } }
            }
            groups { all { rules = ["/raw"], sinks {
              plain { type = tcp, host = localhost, port = 2, encoder = raw, framing = newline }
              counted { type = tcp, host = localhost, port = 2, encoder = raw, framing = octet-counted }
              datagram { type = udp, host = localhost, port = 2, encoder = raw }
              texts { type = file, path = b, encoder = template, template = "<${@raw}>" }
              server { type = syslog, host = localhost, port = 2, framing = newline }
              other { type = syslog, host = localhost, port = 3, framing = newline, syslog { message = json } }
              json { type = file, path = a.json }
            } } }
            infra { miss { sinks {} }, residue { sinks {} } }
            """);
    Spillway check = Spillway.run("check", "--no-system", "-c", conf);
    assertThat(check.status()).as(check.err()).isZero();
    assertThat(check.out().lines().filter(line -> line.startsWith("warning: ")))
        .containsExactly(
            "warning: " + conf + ":6 sources.zeros.framing = nul",
            "warning: " + conf + ":7 sources.joined.multiline = { ... }");
    assertThat(check.out())
        .contains("where they are written raw: by plain, texts, server; encoder = json");
  }

  @Test
  void theTemplateIsTheConfFolder() throws IOException {
    Path conf = Path.of("../conf");
    try (Stream<Path> all = Files.walk(conf)) {
      List<String> files =
          all.filter(Files::isRegularFile)
              .map(f -> conf.relativize(f).toString())
              .filter(name -> !name.startsWith("bad/"))
              .toList();
      assertThat(InitCommand.FILES).containsExactlyInAnyOrderElementsOf(files);
    }
  }

  @Test
  void checkReportsOnStandardErrorOrAsJson() throws IOException {
    Path conf = Files.writeString(folder.resolve("x.conf"), "rules = []\nsuorces {}\n");
    Spillway check = Spillway.run("check", "-c", conf);
    assertThat(check.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(check.out()).isEmpty();
    assertThat(check.err())
        .contains(
            conf + ":2  suorces = { ... }", "unknown key; did you mean sources?", "2 problems");
    JsonNode json = Json.parse(Spillway.run("check", "-c", conf, "--json").out());
    assertThat(json.path("ok").asBoolean()).isFalse();
    assertThat(json.path("problems").get(1).path("line").asInt()).isEqualTo(2);
    assertThat(json.path("problems").get(1).path("nearest").asText()).isEqualTo("sources");
  }

  @Test
  void checkWarnsOfLineFeedsInRawOutput() throws IOException {
    String text =
        """
        rules = []
        admin { port = 15999 }
        sources {
          in { type = tcp, port = 15998, rules = [], framing = octet-counted }
          old { type = file, paths = [x], rules = [] }
        }
        groups { all { rules = ["/raw"], sinks {
          a { type = file, path = a.log, encoder = raw }
          b { type = file, path = b.log }
        } } }
        """;
    Path conf = Files.writeString(folder.resolve("x.conf"), text);
    Files.writeString(folder.resolve("x"), "there");
    Spillway check = Spillway.run("check", "-c", conf);
    assertThat(check.status()).isZero();
    assertThat(check.out())
        .contains("warning: " + conf + ":4 sources.in.framing = octet-counted")
        .contains("written raw: by a, miss, residue; encoder = json")
        .doesNotContain("sources.old");
    JsonNode json = Json.parse(Spillway.run("check", "-c", conf, "--json").out());
    assertThat(json.path("warnings")).hasSize(1);
    Files.writeString(conf, text.replace("octet-counted", "newline"));
    assertThat(Spillway.run("check", "-c", conf).out()).doesNotContain("warning");
  }

  @Test
  void checkNamesAConfigurationThatIsNotThere() {
    Spillway check = Spillway.run("check", "-c", folder.resolve("none.conf"));
    assertThat(check.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(check.err()).contains("none.conf", "can't be read");
  }

  @Test
  void cleanShowsFirstAndSparesRescueFiles() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/rescue"));
    Path rescued = Files.writeString(data.resolve("a-2026-01-01_00:00:00.dat"), "r");
    Path miss =
        Files.writeString(
            Files.createDirectories(folder.resolve("data/infra")).resolve("miss.log"), "m");
    Path conf =
        Files.writeString(
            folder.resolve("x.conf"),
            "rules = []\nadmin { port = 1 }\nsources { a { type = tcp, port = 2 } }");
    Spillway shown = Spillway.run("clean", "-c", conf);
    assertThat(shown.out()).contains(miss.toString(), "1 files, 1 bytes; remove them with --yes");
    assertThat(miss).exists();
    assertThat(Spillway.run("clean", "-c", conf, "--yes").status()).isZero();
    assertThat(miss).doesNotExist();
    assertThat(rescued).exists();
    assertThat(Spillway.run("clean", "-c", conf, "--rescue", "--yes").status()).isZero();
    assertThat(folder.resolve("data")).doesNotExist();
    assertThat(conf).exists();
  }

  @Test
  void verifyWithoutAFileChecksAll() throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("x.conf"), "rules = []\nsources { a { type = tcp, port = 2 } }");
    Spillway none = Spillway.run("rescue", "verify", "-c", conf);
    assertThat(none.out()).isEqualTo("no rescue files in " + folder.resolve("data/rescue") + "\n");
    assertThat(none.status()).as(none.err()).isZero();
    Path closed = write("data/rescue/a-2026-01-01_00:00:00.dat");
    Path rejected = write("data/rescue/rejected/a-2026-01-01_00:00:00.dat");
    Path open = write("data/rescue/a-2026-01-01_00:00:01.dat.lock");
    Spillway all = Spillway.run("rescue", "verify", "-c", conf);
    assertThat(all.out().lines().filter(line -> line.endsWith(" 0 records, 1 bad lines")))
        .extracting(line -> line.substring(0, line.indexOf(": ")))
        .containsExactly(closed.toString(), open.toString(), rejected.toString());
    assertThat(all.status()).isEqualTo(ExitStatus.FAILED);
    try (OwnerLock node = OwnerLock.take(folder.resolve("data/rescue")).orElseThrow()) {
      assertThat(Spillway.run("rescue", "verify", "-c", conf).out())
          .doesNotContain(open.toString())
          .contains(closed.toString());
      assertThat(node).isNotNull();
    }
  }

  @Test
  void genSaysWhatItCantReadOrWrite() throws IOException {
    Path latin = folder.resolve("latin.log");
    Files.write(latin, new byte[] {'a', '\n', (byte) 0xe9, '\n'});
    Path out = folder.resolve("out.log");
    Spillway samples = Spillway.run("gen", out, "--samples", latin, "-n", "1");
    assertThat(samples.err()).contains(latin + " is not UTF-8").doesNotContain("\tat ");
    assertThat(samples.status()).isEqualTo(ExitStatus.USAGE);
    Path nowhere = latin.resolve("out.log");
    Spillway target = Spillway.run("gen", nowhere, "-n", "1");
    assertThat(target.err()).contains("can't write to " + nowhere).doesNotContain("\tat ");
    assertThat(target.status()).isEqualTo(ExitStatus.FAILED);
    Spillway state = Spillway.run("gen", out, "-n", "1", "--state", nowhere);
    assertThat(state.err()).contains("can't write " + nowhere).doesNotContain("\tat ");
    assertThat(state.status()).isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void cleanSparesRescueFilesWhereverTheyAre() throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("x.conf"),
            "rules = []\nadmin { port = 1 }\nrescue { folder = spill }\n"
                + "sources { a { type = tcp, port = 2 } }");
    Path owner = write("data/spill/.owner");
    Path rejected = write("data/spill/rejected/a-2026-01-01_00:00:00.dat");
    Path before = write("data/rescue/a-2026-01-01_00:00:00.dat");
    Path miss = write("data/infra/miss.log");
    try (OwnerLock node = OwnerLock.take(folder.resolve("data/spill")).orElseThrow()) {
      for (String[] how : new String[][] {{"--yes"}, {"--rescue"}, {"--rescue", "--yes"}}) {
        Object[] words = Stream.concat(Stream.of("clean", "-c", conf), Stream.of(how)).toArray();
        Spillway clean = Spillway.run(words);
        assertThat(clean.err())
            .contains("uses " + folder.resolve("data/spill") + "; stop the node first");
        assertThat(clean.status()).isEqualTo(ExitStatus.FAILED);
      }
      assertThat(node).isNotNull();
    }
    assertThat(Spillway.run("clean", "-c", conf, "--yes").status()).isZero();
    assertThat(List.of(owner, rejected, before)).allMatch(Files::exists);
    assertThat(miss).doesNotExist();
    assertThat(Spillway.run("clean", "-c", conf, "--rescue", "--yes").status()).isZero();
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private Path write(String file) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.toAbsolutePath().getParent());
    return Files.writeString(path, "x");
  }

  @Test
  void cleanRefusesFoldersThatHoldMore() throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("x.conf"),
            "data-dir = .\nrules = []\nsources { a { type = tcp, port = 2 } }");
    Spillway clean = Spillway.run("clean", "-c", conf, "--yes");
    assertThat(clean.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(clean.err()).contains("holds more than data and logs; nothing removed");
    assertThat(conf).exists();
  }

  @Test
  void wrongCommandLinesEndWith64() {
    assertThat(Spillway.run().status()).isEqualTo(ExitStatus.USAGE);
    assertThat(Spillway.run("chek").err()).contains("Did you mean", "spillway check");
    assertThat(Spillway.run("chek").status()).isEqualTo(ExitStatus.USAGE);
    assertThat(Spillway.run("check", "--colour").status()).isEqualTo(ExitStatus.USAGE);
    assertThat(Spillway.run("run", "--stat", "0").err()).contains("--stat must be at least 10ms");
    assertThat(Spillway.run("gen", "tcp://nowhere").status()).isEqualTo(ExitStatus.USAGE);
    assertThat(Spillway.run("gen", "x", "-n", "many").err()).contains("'many' is not a number");
    assertThat(Spillway.run("gen", "x", "--mark", "--connections", 101).status())
        .isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void genWritesFilesAndStates() throws IOException {
    Path file = folder.resolve("lines");
    Path state = folder.resolve("state");
    Spillway gen =
        Spillway.run(
            "gen", file, "-n", "1k", "--mark", "--connections", 2, "--state", state, "--json");
    assertThat(gen.status()).isZero();
    assertThat(Json.parse(gen.out()).path("lines").asInt()).isEqualTo(1000);
    assertThat(Files.readAllLines(file)).hasSize(1000);
    assertThat(state).hasContent("conn 0 500\nconn 1 500");
    Path again = folder.resolve("again");
    Spillway.run("gen", again, "--samples", file, "-n", 1500);
    assertThat(Files.readAllLines(again)).hasSize(1500);
  }

  @Test
  void genMakesMarkedLinesFromTheRulesOfTheTemplate() throws IOException {
    Spillway.run("init", folder);
    Path rules = folder.resolve("rules");
    List<Path> made = List.of(folder.resolve("made"), folder.resolve("same"));
    for (Path file : made) {
      Spillway gen = Spillway.run("gen", "--rules", rules, file, "-n", "2k", "--mark", "--seed", 5);
      assertThat(gen.status()).as(gen.err()).isZero();
    }
    assertThat(made.get(0)).hasSameBinaryContentAs(made.get(1));
    List<String> lines = Files.readAllLines(made.get(0));
    assertThat(lines.get(1999)).contains("cid00s0000001999");
    for (RuleFile file : RuleFiles.read(List.of(rules))) {
      RuleSet set = RuleSet.compile(List.of(file), 0).rules().orElseThrow();
      ByteArrayInputStream in = new ByteArrayInputStream(Files.readAllBytes(made.get(0)));
      long parsed = RuleTrial.run(set, in, OutputStream.nullOutputStream(), 0).parsed();
      assertThat(parsed).as(file.path()).isPositive();
    }
    RuleSet all = RuleSet.compile(RuleFiles.read(List.of(rules)), 0).rules().orElseThrow();
    ByteArrayInputStream in = new ByteArrayInputStream(Files.readAllBytes(made.get(0)));
    assertThat(RuleTrial.run(all, in, OutputStream.nullOutputStream(), 0).missed()).isZero();
  }

  @Test
  void genSaysWhatItCannotMake() throws IOException {
    Path rules = Files.writeString(folder.resolve("x.wpl"), "rule a {\n |decode/hex| (digit) }");
    Spillway gen = Spillway.run("gen", folder.resolve("x"), "--rules", rules);
    assertThat(gen.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(gen.err()).contains("x.wpl:2:3: can't make lines that need the step 'decode/hex'");
    Spillway unknown = Spillway.run("gen", "x", "--rules", rules, "--rule", "/b");
    assertThat(unknown.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(unknown.err()).contains("--rule /b is not in --rules, which has /a");
    assertThat(Spillway.run("gen", "x", "--rule", "/b").err()).contains("--rule needs --rules");
    assertThat(Spillway.run("gen", "x", "--rules", rules, "--kind", "kv").status())
        .isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void everyCommandHasHelpWithExamplesAndJson() {
    for (Map.Entry<String, CommandLine> command :
        SpillwayCommand.commandLine().getSubcommands().entrySet()) {
      Spillway help = Spillway.run(command.getKey(), "--help");
      assertThat(help.status()).isZero();
      CommandLine.Model.CommandSpec spec = command.getValue().getCommandSpec();
      if (spec.subcommands().isEmpty() && !spec.usageMessage().hidden()) {
        assertThat(help.out())
            .as(command.getKey())
            .contains("--json", "Examples:", "  spillway " + command.getKey());
      }
    }
  }

  @Test
  void everyTemplateRuleReadsWhatTheGeneratorMakes() throws IOException {
    Spillway.run("init", folder);
    for (String kind : new String[] {"nginx", "kv"}) {
      Path lines = folder.resolve(kind);
      Spillway.run("gen", lines, "--kind", kind, "-n", "1k", "--mark");
      PrintStream real = System.out;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      try {
        Spillway parse =
            Spillway.run("rule", "parse", "--rules", folder.resolve("rules"), "--input", lines);
        assertThat(parse.status()).as(kind).isZero();
      } finally {
        System.setOut(real);
      }
      assertThat(out.toString(StandardCharsets.UTF_8).lines())
          .hasSize(1000)
          .allMatch(line -> line.contains("\"rule\":\"/" + kind) && !line.contains("residue"));
    }
  }

  @Test
  void ruleParseReportsRulesThatDoNotCompile() throws IOException {
    Path rules = Files.writeString(folder.resolve("x.wpl"), "package a { rule b { (dgit:n) } }");
    Spillway parse = Spillway.run("rule", "parse", "--rules", rules, "--input", "/dev/null");
    assertThat(parse.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(parse.err()).contains("x.wpl:1:", "did you mean 'digit'?");
    assertThat(Spillway.run("rule", "parse", "--rules", folder.resolve("none")).status())
        .isEqualTo(ExitStatus.CONFIGURATION);
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(Spillway.run("completion").out()).contains("ledger", "--work-dir");
  }

  @Test
  void versionAsJson() throws IOException {
    assertThat(Json.parse(Spillway.run("version", "--json").out()).path("version").asText())
        .isNotEmpty();
  }
}
