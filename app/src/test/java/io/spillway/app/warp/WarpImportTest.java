package io.spillway.app.warp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.spillway.app.settings.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects are imported whole: a good configuration, and a word on every key. */
class WarpImportTest {
  private static final Path PROJECTS = Path.of("src/test/resources/warp");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private ImportReport report(String project) throws IOException {
    return WarpImport.run(PROJECTS.resolve(project), folder.resolve("new"));
  }

  private String written(String file) throws IOException {
    return Files.readString(folder.resolve("new").resolve(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "plant"})
  void saysSomethingOfEveryKeyOfEveryToml(String project) throws IOException {
    ImportReport report = report(project);
    TreeSet<String> said = new TreeSet<>();
    report.findings().forEach(finding -> said.add(finding.file() + ": " + finding.key()));
    Path root = PROJECTS.resolve(project);
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        boolean told =
            report.others().contains(name)
                || report.findings().stream().anyMatch(finding -> finding.file().equals(name));
        assertThat(told).as(name).isTrue();
        if (name.endsWith(".toml") && !name.endsWith("broken.toml")) {
          List<String> keys = new ArrayList<>();
          leaves("", new TomlMapper().readTree(file.toFile()), keys);
          keys.forEach(key -> assertThat(said).contains(name + ": " + key));
        }
      }
    }
  }

  private static void leaves(String path, JsonNode node, List<String> keys) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              member ->
                  leaves(
                      path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                      member.getValue(),
                      keys));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
      for (int i = 0; i < node.size(); i++) {
        leaves(path + "[" + i + "]", node.get(i), keys);
      }
    } else {
      keys.add(path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "plant"})
  void writesAConfigurationThatIsGood(String project) throws IOException {
    ImportReport report = report(project);
    Configuration.Outcome outcome =
        Configuration.read(folder.resolve("new/spillway.conf"), Optional.empty()).withoutMachine();
    assertThat(outcome.problems()).as(written("spillway.conf")).isEmpty();
    assertThat(report.written())
        .allSatisfy(file -> assertThat(folder.resolve("new").resolve(file)).exists());
    assertThat(written("import-report.txt")).isEqualTo(report.text());
  }

  @Test
  void rulesAreCopiedAndNamedInOrder() throws IOException {
    ImportReport report = report("shop");
    assertThat(report.count(Verdict.NONE)).as(report.text()).isZero();
    assertThat(written("rules/shop/parse.wpl"))
        .isEqualTo(Files.readString(PROJECTS.resolve("shop/models/wpl/shop/parse.wpl")));
    assertThat(written("spillway.conf"))
        .contains("rules = [\"rules/shop/parse.wpl\"]")
        .contains("rules = [\"/shop/order\"]")
        .contains("rules = [\"/shop/login\"]")
        .contains("filter = \"isset($amount) && ($amount >= 100 || $city =* \\\"B*\\\")\"")
        .contains("path = \"data/out_dat/large-orders.kv\"")
        .doesNotContain("later");
  }

  @Test
  void whatHasNoCounterpartIsSaidAndHasAPlace() throws IOException {
    ImportReport report = report("plant");
    String conf = written("spillway.conf");
    assertThat(report.text()).doesNotContain("letmein");
    assertThat(conf).doesNotContain("letmein");
    none(report, "conf/wparse.toml", "colour", "unknown key");
    none(report, "conf/wparse.toml", "robust", "no modes");
    none(report, "topology/sources/wpsrc.toml", "sources[0].connect", "no source of type kafka");
    none(report, "topology/sources/wpsrc.toml", "sources[1].params.speed", "unknown key");
    none(report, "topology/sources/wpsrc.toml", "sources[2].key", "another source has port 25105");
    none(report, "topology/sources/wpsrc.toml", "sources[4].connect", "no connector not_there");
    none(report, "topology/sources/wpsrc.toml", "source_file[0].path", "[[sources]]");
    none(report, "connectors/sink.d/broken.toml", "", "is no TOML");
    none(report, "connectors/sink.d/all.toml", "connectors[0].params.endpoint", "type doris");
    none(report, "connectors/sink.d/all.toml", "connectors[1].params.fmt", "became json");
    none(report, "topology/sinks/business.d/a.toml", "sink_group.sinks[2].filter", "ip_net");
    none(report, "topology/sinks/business.d/a.toml", "sink_group.sinks[3].filter", "no such file");
    none(report, "topology/sinks/business.d/zone.conf", "$zone", "no rule names such a field");
    none(report, "topology/sinks/business.d/b.toml", "sink_group.name", "no rule");
    none(report, "topology/sinks/infra.d/x.toml", "sink_group.name", "infra groups are");
    none(report, "models/oml/calc.oml", "zone", "nothing computes");
    none(report, "models/oml/calc.oml", "where", "name the field so in the rule");
    none(report, "models/oml/calc.oml", "*", "leaves out fields");
    none(report, "models/wpl/parse_b.wpl", "", "parse_b.wpl:1:40: ");
    none(report, "models/knowledge/knowdb.toml", "tables[0].name", "look-ups");
    assertThat(report.others()).containsExactly("models/knowledge/zones/data.csv", "run.sh");
    assertThat(written("rules/parse_b.wpl.broken")).contains("flot:temp");
    assertThat(conf)
        .contains("path = \"data/out_dat/one.json\"")
        .contains("path = \"data/out_dat/a-2.dat\"")
        .contains("filter = \"!($zone == \\\"north\\\" && !$temp > 20.5)\"")
        .contains("workers = 3")
        .containsPattern("expect \\{\\s+ratio = 0.5\\s+tol = 0.1\\s+}")
        .containsPattern("expect \\{\\s+basis = total-input\\s+mode = error\\s+}")
        .contains("header-mode = tag");
  }

  private static void none(ImportReport report, String file, String key, String note) {
    assertThat(report.findings())
        .as(report.text())
        .anySatisfy(
            finding -> {
              assertThat(finding.file()).isEqualTo(file);
              assertThat(finding.key()).isEqualTo(key);
              assertThat(finding.verdict()).isEqualTo(Verdict.NONE);
              assertThat(finding.note()).contains(note);
            });
  }
}
