package io.spillway.app.warp;

import java.util.List;

/** Settings of the node: what {@code conf/wparse.toml} says. */
final class WarpEngine {
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  private final TomlTable root;
  private final WarpProject project;

  WarpEngine(WarpProject project, TomlTable root) {
    this.root = root;
    this.project = project;
  }

  String folder(String table, String key, String usual) {
    return root.table(table).text(key).orElse(usual);
  }

  /** Records per second that Warp Parse takes at most; 0 without a limit. */
  long rate() {
    return root.table("performance").text("rate_limit_rps").map(WarpEngine::whole).orElse(0L);
  }

  /** Writes what is not about sources, groups and sinks, and judges every key of the file. */
  void write(Hocon out) {
    root.mapped("version", "", "needs none here");
    robust();
    paths();
    performance(out);
    rescue(out);
    logging(out);
    statistics(out);
    switches();
  }

  private void robust() {
    String mode = root.text("robust").orElse("normal");
    if (mode.equals("normal")) {
      root.mapped("robust", "", "a node always goes on and counts what fails");
    } else {
      root.none(
          "robust", "there are no modes; on-failure of each sink says what a failure leads to");
    }
  }

  private void paths() {
    TomlTable models = root.table("models");
    models.mapped("wpl", "rules");
    models.mapped("oml", "groups", "which rules a group takes; see the models' own files");
    models.none("knowledge", "there are no look-ups in tables");
    models.mapped("sources", "", "Warp Parse reads topology.sources instead");
    models.mapped("sinks", "", "Warp Parse reads topology.sinks instead");
    TomlTable topology = root.table("topology");
    topology.mapped("sources", "sources");
    topology.mapped("sinks", "groups, infra");
  }

  private void performance(Hocon out) {
    TomlTable performance = root.table("performance");
    performance
        .text("parse_workers")
        .ifPresent(
            workers -> {
              out.blank().comment("From " + performance.place("parse_workers") + ".");
              out.set("flow.parse-parallelism", workers);
              performance.differs(
                  "parse_workers",
                  "flow.parse-parallelism",
                  "there for the whole node, here for one connection or file; default: all cores");
            });
    if (rate() == 0) {
      performance.mapped("rate_limit_rps", "", "no limit is the default");
    } else {
      performance.differs(
          "rate_limit_rps",
          "rate-limit of each tcp and file source",
          "held for each source; datagrams can't be held back and have no limit");
    }
  }

  private void rescue(Hocon out) {
    TomlTable rescue = root.table("rescue");
    rescue
        .text("path")
        .ifPresent(
            path -> {
              String folder = plain(project.variables().resolve(path));
              if (!folder.equals("data/rescue")) {
                out.blank().comment("From " + rescue.place("path") + "; it starts from data-dir.");
                String there = folder.startsWith("/") ? folder : "../" + folder;
                out.set("rescue.folder", Hocon.text(there));
              }
              rescue.differs(
                  "path",
                  "rescue.folder",
                  "files of Warp Parse can't be replayed here: run wprescue on them before");
            });
    rescue.differs("speed_limit", "", "spillway replay run --speed-limit, for each replay");
    rescue.differs("parallel", "", "replay goes through the sink's own workers");
    rescue.differs("robust", "", "a node always goes on and counts what fails");
  }

  private void logging(Hocon out) {
    TomlTable log = root.table("log_conf");
    log.text("level").ifPresent(levels -> levels(out, log, levels));
    String output = log.text("output").orElse("File");
    if (output.equalsIgnoreCase("both")) {
      log.mapped("output", "", "the node logs to the console and to a file");
    } else {
      log.differs("output", "", "the node logs to the console and to a file, always");
    }
    TomlTable file = log.table("file");
    file.text("path")
        .ifPresent(
            path -> {
              out.blank().comment("From " + file.place("path") + "; the file is spillway.log.");
              out.set("log-dir", Hocon.text(plain(project.variables().resolve(path))));
              file.mapped("path", "log-dir");
            });
  }

  private void levels(Hocon out, TomlTable log, String levels) {
    String ctrl = "";
    String data = "";
    for (String part : levels.split(",", -1)) {
      String[] pair = part.strip().split("=", 2);
      String level = pair[pair.length - 1];
      boolean known = LEVELS.contains(level);
      ctrl = known && (pair.length == 1 || pair[0].equals("ctrl")) ? level : ctrl;
      data = known && (pair.length == 1 || pair[0].equals("data")) ? level : data;
    }
    if (!ctrl.isEmpty()) {
      out.blank().comment("From " + log.place("level") + ": " + levels);
      out.open("logging").set("ctrl", ctrl).set("data", data.isEmpty() ? "info" : data).close();
    }
    boolean more = levels.replaceAll("(ctrl|data)=", "").contains("=");
    log.differs(
        "level",
        "logging.ctrl, logging.data",
        more ? "only ctrl and data have levels of their own" : "life cycle and data, no others");
  }

  private void statistics(Hocon out) {
    TomlTable stat = root.table("stat");
    stat.text("window_sec")
        .ifPresent(
            seconds -> {
              out.blank().comment("From " + stat.place("window_sec") + ".");
              out.set("statistics.window", seconds + "s");
              stat.mapped("window_sec", "statistics.window");
            });
    for (String stage : List.of("pick", "parse", "sink")) {
      for (TomlTable item : stat.tables(stage)) {
        item.differs("key", "", "need not be named: every source, rule, group and sink is counted");
        item.differs("target", "", "every source, rule, group and sink is counted");
        boolean byField = !item.texts("fields").isEmpty();
        if (byField) {
          String note = "records are not counted by values of fields; count the written events";
          item.none("fields", note);
          item.none("top_n", note);
        } else {
          item.mapped("fields", "", "none are named");
          item.mapped("top_n", "", "without fields it says nothing");
        }
      }
    }
  }

  private void switches() {
    off("skip_parse", "sources without parsing have rules = []");
    off("skip_sink", "a group with sinks { } discards, and counts");
    TomlTable semantic = root.table("semantic");
    if (semantic.text("enabled").orElse("false").equals("true")) {
      semantic.none("enabled", "there is no analysis of words in texts");
    } else {
      semantic.mapped("enabled", "", "off, as always here");
    }
  }

  private void off(String key, String instead) {
    if (root.text(key).orElse("false").equals("true")) {
      root.none(key, "there is no such switch: " + instead);
    } else {
      root.mapped(key, "", "off, as always here");
    }
  }

  /** The number; 0 of what is none. */
  static long whole(String text) {
    return text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
  }

  /** A path without a leading {@code ./} and a slash at its end. */
  static String plain(String path) {
    String plain = path.strip();
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    while (plain.length() > 1 && plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    return plain.isEmpty() ? "." : plain;
  }
}
