package io.spillway.app.warp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files beside the node's own: the generator's settings, which become values files, and tables to
 * look things up in.
 */
final class WarpAside {
  private final WarpProject project;

  WarpAside(WarpProject project) {
    this.project = project;
  }

  /** The files to write, by name, with what they hold. */
  Map<String, String> judge() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (Path path : project.below(project.root().resolve("conf"), ".toml")) {
      String file = path.getFileName().toString();
      TomlTable root = project.toml(path).root();
      if (!file.equals("wparse.toml") && root.has("generator")) {
        generator(root);
      }
    }
    Path models = project.root().resolve("models");
    for (Path path : project.below(models, ".toml")) {
      TomlTable root = project.toml(path).root();
      String file = path.getFileName().toString();
      if (root.has("items")) {
        String here = ("values/" + models.relativize(path)).replaceFirst("toml$", "conf");
        files.put(here, WarpValues.of(root, here));
      } else if (file.equals("knowdb.toml")) {
        root.all(Verdict.NONE, "", "there are no look-ups in tables: do it behind the sink");
      } else if (file.contains("semantic")) {
        root.all(Verdict.NONE, "", "there is no analysis of words in texts");
      }
    }
    return files;
  }

  private static void generator(TomlTable root) {
    root.mapped("version", "", "needs none here");
    TomlTable generator = root.table("generator");
    generator.differs("mode", "", "spillway gen TARGET --samples FILE, or spillway gen rule FILE");
    generator.differs("count", "", "--count of spillway gen");
    generator.differs("duration_secs", "", "--duration of spillway gen");
    generator.differs("speed", "", "--rate of spillway gen");
    generator.differs("parallel", "", "--connections of spillway gen, to TCP and UDP");
    generator.differs("rule_root", "", "--rules of spillway gen");
    generator.differs("sample_pattern", "", "--samples of spillway gen names one file");
    generator.differs("speed_profile", "", "--rate with --profile and --period of spillway gen");
    root.differs("output", "", "the target of spillway gen: tcp://, udp:// or a file");
    root.differs("logging", "", "spillway gen writes no log of its own; --log-sends shows sends");
    root.differs("presets", "", "all of it stands on the command line of spillway gen");
  }
}
