package io.spillway.app.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.app.gen.ValuesFile;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.wpl.LineValues;
import io.spillway.streams.wpl.LineValues.Choices;
import io.spillway.streams.wpl.LineValues.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarpValuesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private ImportReport imported(String sources, String values) throws IOException {
    write("conf/wparse.toml", "version = \"1.0\"\n");
    write("models/wpl/web/gen_field.toml", values);
    write("topology/sources/wpsrc.toml", sources);
    return WarpImport.run(folder.resolve("old"), folder.resolve("new"));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve("old").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void rangesAndChoicesBecomeAValuesFile() throws IOException {
    ImportReport report =
        imported(
            "",
            """
            [items.sip]
            gen_type = "ip"
            scope.ip = { beg = "10.0.10.0", end = "10.0.100.255" }
            [items."http/status"]
            gen_type = "digit"
            scope.digit = { beg = 200, end = 600 }
            [items.name]
            gen_type = "chars"
            gen_fmt = "u-{val}"
            scope.chars = ["ann", "bob"]
            [items.serial]
            gen_type = "chars"
            gen_fmt = "SN-{val}"
            scope.digit = { beg = 0, end = 9 }
            """);
    Problems problems = new Problems();
    Path file = folder.resolve("new/values/wpl/web/gen_field.conf");
    LineValues values = ValuesFile.read(file, problems);
    assertThat(problems.sorted()).isEmpty();
    assertThat(values.fields())
        .containsOnlyKeys("sip", "http/status", "name")
        .containsEntry("sip", new Range("10.0.10.0", "10.0.100.254"))
        .containsEntry("http/status", new Range("200", "599"))
        .containsEntry("name", new Choices(List.of("u-ann", "u-bob"), List.of()));
    assertThat(report.findings())
        .filteredOn(finding -> finding.verdict() == Verdict.NONE)
        .extracting(Finding::key)
        .contains("items.serial.gen_fmt", "items.serial.scope.digit.end")
        .doesNotContain("items.sip.gen_type");
  }

  @Test
  void tagsThatAllSourcesHaveBecomeThoseOfTheNode() throws IOException {
    String source = "[[sources]]\nkey = \"%s\"\nconnect = \"x\"\ntags = [\"%s\"]\n";
    imported(source.formatted("a", "env:prod") + source.formatted("b", "env:prod"), "");
    assertThat(Files.readString(folder.resolve("new/spillway.conf")))
        .contains("tags {\n  env = \"prod\"\n}");
    ImportReport report =
        imported(source.formatted("a", "env:prod") + source.formatted("b", "env:test"), "");
    assertThat(Files.readString(folder.resolve("new/spillway.conf"))).doesNotContain("env = ");
    assertThat(report.findings())
        .filteredOn(finding -> finding.key().startsWith("sources[1].tags"))
        .extracting(Finding::verdict)
        .containsExactly(Verdict.NONE);
  }
}
