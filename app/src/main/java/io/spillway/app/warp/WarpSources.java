package io.spillway.app.warp;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the sources: those of types that are here too, with the settings that are here too. */
final class WarpSources {
  private final WarpProject project;
  private final Connectors connectors;
  private final long rate;
  private final boolean parsed;
  private final Hocon out;
  private final Unique names = new Unique();
  private final Set<String> ports = new HashSet<>();
  private int written;

  /** Tags that all sources have. */
  private Map<String, String> common = Map.of();

  WarpSources(WarpProject project, Connectors connectors, long rate, boolean parsed, Hocon out) {
    this.project = project;
    this.connectors = connectors;
    this.rate = rate;
    this.parsed = parsed;
    this.out = out;
  }

  void write(List<TomlTable> sources) {
    List<Map<String, String>> tags =
        sources.stream()
            .filter(WarpSources::isOn)
            .map(source -> WarpGroups.tags(source.texts("tags")))
            .distinct()
            .toList();
    if (tags.size() == 1 && !tags.get(0).isEmpty()) {
      common = tags.get(0);
      out.blank().comment("The tags of the sources, which are the same for all.").tags(common);
    }
    out.blank().open("sources");
    sources.forEach(this::source);
    if (written == 0) {
      out.blank();
      out.comment(
          "No source of the project can be had here, and a node needs one: this one reads what is"
              + " piped into it.");
      out.open("stdin").set("type", "stdin");
      unparsed();
      out.close();
    }
    out.close();
  }

  private void source(TomlTable source) {
    if (!isOn(source)) {
      String note = "switched off there, so it is not written; take it in if you want it";
      source.all(Verdict.DIFFERS, "", note);
      return;
    }
    String id = project.variables().resolve(source.text("connect").orElse(""));
    Connector connector = connectors.find(id);
    TomlTable own = source.table(source.has("params") ? "params" : "params_override");
    String key = project.variables().resolve(source.text("key").orElse("source"));
    Params params = new Params(connector, own, project.variables(), "source " + key);
    source.mapped("enable", "", "a source that stands in the file is on");
    tags(source);
    String name = names.of(key);
    String why = why(params, id, connector);
    if (!why.isEmpty()) {
      source.none("key", why);
      source.none("connect", why);
      params.keys().forEach(param -> params.none(param, why));
      out.blank().comment(key + ", from " + source.place() + ", is not here: " + why + ".");
      return;
    }
    source.mapped("key", "sources." + name);
    source.mapped("connect", "sources." + name + ".type");
    out.blank().comment(source.place() + (connector.id().isEmpty() ? "" : ", connector " + id));
    out.open(name);
    switch (connector.type()) {
      case "file" -> file(params, name);
      case "tcp" -> tcp(params, name);
      default -> syslog(params, name);
    }
    unparsed();
    out.close();
    written++;
  }

  private static boolean isOn(TomlTable source) {
    return source.text("enable").orElse("true").equals("true");
  }

  /** Why it can't be written; empty if it can. */
  private String why(Params params, String id, Connector connector) {
    return switch (connector.type()) {
      case "file" ->
          params.text("data_format").orElse("ndjson").equals("ndjson")
              ? ""
              : "a file source reads lines, no Arrow";
      case "tcp", "syslog" -> port(params, connector.type());
      case "" -> "there is no connector " + id;
      default ->
          "there is no source of type "
              + connector.type()
              + "; have a program read it and pipe it into a stdin source";
    };
  }

  private String port(Params params, String type) {
    boolean udp = type.equals("syslog") && !isTcp(params);
    String port =
        (udp ? "UDP " : "") + params.text("port").orElse(type.equals("tcp") ? "9000" : "514");
    boolean arrow = !params.text("data_format").orElse("ndjson").equals("ndjson");
    return arrow
        ? "a tcp source reads lines, no Arrow"
        : ports.add(port) ? "" : "another source has port " + port;
  }

  private void tags(TomlTable source) {
    if (source.texts("tags").isEmpty()) {
      source.mapped("tags", "", "none");
    } else if (!common.isEmpty()) {
      source.differs(
          "tags", "tags", "of the node: members of what is written, no fields that filters see");
    } else {
      source.none(
          "tags",
          "sources have no tags, and these are not those of all; give them to the node, a group or"
              + " a sink, or let the rule say them (#[tag(...)])");
    }
  }

  private void file(Params params, String name) {
    String at = "sources." + name;
    String file = params.text("file").orElse("gen.dat");
    String path = join(params.text("base").orElse("./data/in_dat"), file);
    out.set("type", "file").set("paths", "[" + Hocon.text(path) + "]");
    params.mapped("base", at + ".paths");
    params.mapped("file", at + ".paths");
    String encode = params.text("encode").orElse("text");
    if (encode.equals("text")) {
      params.mapped("encode", "", "lines of text, as always");
    } else {
      params.none("encode", "begin each rule with the step |decode/" + encode + "|");
    }
    params.mapped("data_format", "", "lines, as always");
    params.differs("instances", "", "a file has one reader; its lines are parsed in parallel");
    limit();
  }

  private void tcp(Params params, String name) {
    String at = "sources." + name;
    out.set("type", "tcp");
    address(params, at, "9000");
    String framing = params.text("framing").orElse("auto");
    String here =
        framing.equals("line") ? "newline" : framing.startsWith("len") ? "octet-counted" : "auto";
    out.set("framing", here);
    if (here.equals("auto")) {
      params.differs(
          "framing",
          at + ".framing",
          "found out once for each connection, by a digit, a space and '<' at its beginning");
    } else {
      params.mapped("framing", at + ".framing");
    }
    params.mapped("data_format", "", "lines, as always");
    network(params);
    limit();
  }

  private void syslog(Params params, String name) {
    String at = "sources." + name;
    boolean tcp = isTcp(params);
    out.set("type", "syslog").set("protocol", tcp ? "tcp" : "udp");
    params.mapped("protocol", at + ".protocol");
    address(params, at, "514");
    String mode = params.text("header_mode").orElse("skip");
    String here =
        switch (mode) {
          case "raw", "keep" -> "keep";
          case "skip", "strip" -> "strip";
          default -> "tag";
        };
    out.set("header-mode", here);
    if (here.equals("tag")) {
      params.differs(
          "header_mode",
          at + ".header-mode",
          "fields are facility, severity, timestamp, host, app, pid, msgid and not syslog_*");
    } else {
      params.mapped("header_mode", at + ".header-mode");
    }
    params.differs("fast_strip", "", "headers are always read the fast way");
    params
        .text("udp_recv_buffer")
        .ifPresent(
            bytes -> {
              if (!tcp) {
                out.set("receive-buffer", bytes);
                params.mapped("udp_recv_buffer", at + ".receive-buffer");
              } else {
                params.mapped("udp_recv_buffer", "", "says nothing over TCP");
              }
            });
    network(params);
    if (tcp) {
      limit();
    }
  }

  private static boolean isTcp(Params params) {
    return params.text("protocol").orElse("udp").equalsIgnoreCase("tcp");
  }

  private void address(Params params, String at, String usual) {
    out.set("host", Hocon.text(params.text("addr").orElse("0.0.0.0")));
    out.set("port", params.text("port").orElse(usual));
    params.mapped("addr", at + ".host");
    params.mapped("port", at + ".port");
  }

  private void network(Params params) {
    params.differs("tcp_recv_bytes", "", "reads are as large as the kernel has bytes");
    params.differs("prefer_newline", "", "framing = newline says so for good");
    params.differs("instances", "", "connections are read and parsed in parallel anyway");
  }

  private void limit() {
    if (rate > 0) {
      out.set("rate-limit", Long.toString(rate));
    }
  }

  private void unparsed() {
    if (!parsed) {
      out.set("rules", "[]");
    }
  }

  static String join(String base, String file) {
    String folder = WarpEngine.plain(base);
    return file.startsWith("/") || folder.equals(".")
        ? WarpEngine.plain(file)
        : (folder.equals("/") ? "" : folder) + "/" + WarpEngine.plain(file);
  }
}
