package io.spillway.streams.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemplateFilesTest {
  private static TemplateFiles of(String path) {
    return TemplateFiles.of(Template.parse(path));
  }

  @Test
  void aValueIsOneName() {
    TemplateFiles files = of("/out/${host}/x-${app:-none}.log");
    assertThat(files.folder()).isEqualTo(Path.of("/out"));
    assertThat(files.depth()).isEqualTo(2);
    assertThat("/out/db-1.example.com/x-sshd[3].log").matches(files.paths());
    assertThat("/out/a/b/x-sshd.log").doesNotMatch(files.paths());
    assertThat("/out/a/y-sshd.log").doesNotMatch(files.paths());
    assertThat("/out/a/x-.log").doesNotMatch(files.paths());
    assertThat("/out/.hidden/x-sshd.log").doesNotMatch(files.paths());
    assertThat("/out/a/x-sshd.logs").doesNotMatch(files.paths());
  }

  @Test
  void aTimeMayHoldFolders() {
    TemplateFiles files = of("/out/all-${@time:%Y/%m/%d-%b}.log");
    assertThat(files.folder()).isEqualTo(Path.of("/out"));
    assertThat(files.depth()).isEqualTo(3);
    assertThat("/out/all-2026/11/21-Nov.log").matches(files.paths());
    assertThat("/out/all-2026/11/x-Nov.log").doesNotMatch(files.paths());
  }

  @Test
  void aTimeMayLeaveOutItsMilliseconds() {
    TemplateFiles files = of("/out/${@time}.log");
    assertThat("/out/2026-11-21T08:09:10Z.log").matches(files.paths());
    assertThat("/out/2026-11-21T08:09:10.123Z.log").matches(files.paths());
    assertThat("/out/other.log").doesNotMatch(files.paths());
  }

  @Test
  void textStandsForItself() {
    TemplateFiles files = of("/a.b/c+d/${host}");
    assertThat(files.folder()).isEqualTo(Path.of("/a.b/c+d"));
    assertThat("/a.b/c+d/x").matches(files.paths());
    assertThat("/aXb/ccd/x").doesNotMatch(files.paths());
  }
}
