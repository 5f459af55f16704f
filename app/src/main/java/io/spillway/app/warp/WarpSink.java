package io.spillway.app.warp;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the destination of one sink after the other. What has no counterpart becomes a file, so
 * that no event is without a place.
 */
final class WarpSink {
  private final Hocon out;
  private final Set<String> paths = new HashSet<>();

  /** What may be written where: of the sink's group. */
  record Context(String name, boolean infra, List<String> fields) {}

  WarpSink(Hocon out) {
    this.out = out;
  }

  /** Writes type and settings; the verdict on the connector's type. */
  Verdict write(Params params, Context sink) {
    switch (params.type()) {
      case "file" -> {
        return file(params, sink, "file");
      }
      case "test_rescue" -> {
        return file(params, sink, "test_rescue");
      }
      case "tcp" -> tcp(params);
      case "syslog" -> syslog(params);
      case "blackhole" -> blackhole(params);
      default -> {
        standIn(params, sink, "there is no sink of type " + params.type());
        return Verdict.NONE;
      }
    }
    return Verdict.MAPPED;
  }

  private Verdict file(Params params, Context sink, String type) {
    if (params.text("protocol").orElse("txt").equals("arrow")) {
      standIn(params, sink, "files are text, no Arrow");
      return Verdict.NONE;
    }
    out.set("type", type);
    String base = params.text("base").orElse("./data/out_dat");
    String wish = WarpSources.join(base, params.text("file").orElse("out.dat"));
    String path = free(wish);
    out.set("path", Hocon.text(path));
    params.mapped("base", "path");
    if (path.equals(wish)) {
      params.mapped("file", "path");
    } else {
      params.differs("file", "path", "another sink writes " + wish + ", so this one " + path);
    }
    params.mapped("protocol", "", "text, as always");
    format(params, sink);
    if (params.text("sync").orElse("false").equals("true")) {
      out.set("fsync", "batch");
      params.mapped("sync", "fsync");
    } else {
      params.mapped("sync", "", "fsync = never is the default");
    }
    return Verdict.MAPPED;
  }

  private String free(String wish) {
    String path = wish;
    for (int i = 2; !paths.add(path); i++) {
      int dot = wish.lastIndexOf('.');
      boolean ends = dot > wish.lastIndexOf('/') + 1;
      path = ends ? wish.substring(0, dot) + "-" + i + wish.substring(dot) : wish + "-" + i;
    }
    return path;
  }

  private void format(Params params, Context sink) {
    String format = params.text("fmt").orElse("json");
    switch (format) {
      case "json", "kv" -> {
        out.set("encoder", format);
        params.mapped("fmt", "encoder");
      }
      case "raw" -> {
        out.set("encoder", "raw");
        if (sink.infra()) {
          params.mapped("fmt", "encoder");
        } else {
          params.differs("fmt", "encoder", "the record as received, and not its fields' values");
        }
      }
      case "csv" -> csv(params, sink);
      case "show" -> {
        out.set("encoder", "json");
        params.differs("fmt", "encoder", "there is no table for people; JSON");
      }
      default -> {
        out.set("encoder", "json");
        params.none("fmt", "there is no " + format + ", it became json: readers must be changed");
      }
    }
  }

  private void csv(Params params, Context sink) {
    Set<String> columns = new LinkedHashSet<>(sink.fields());
    if (columns.isEmpty()) {
      out.set("encoder", "json");
      params.none("fmt", "csv needs its columns here, which are not known; it became json");
      return;
    }
    out.set("encoder", "csv");
    out.open("csv").set("fields", Hocon.texts(List.copyOf(columns))).set("line-end", "lf").close();
    params.differs("fmt", "encoder, csv.fields", "columns are named here: look them through");
  }

  private void tcp(Params params) {
    boolean counted = params.text("framing").orElse("line").startsWith("len");
    out.set("type", "tcp");
    receiver(params, "9000");
    out.set("framing", counted ? "octet-counted" : "newline");
    params.mapped("framing", "framing");
    out.set("encoder", "json");
    params.differs(
        "max_backoff", "", "a slow receiver is waited for, then its records are rescued");
    params.differs(
        "sendq_backpressure", "", "the kernel's queue is always bounded, by send-buffer");
    params.mapped("data_format", "", "lines");
    params.mapped("protocol", "", "text, as always");
  }

  private void syslog(Params params) {
    String transport =
        params.text("protocol").orElse("udp").equalsIgnoreCase("tcp") ? "tcp" : "udp";
    out.set("type", "syslog");
    receiver(params, "514");
    out.set("transport", transport);
    params.mapped("protocol", "transport");
    if (transport.equals("tcp")) {
      out.set("framing", "newline");
    }
    out.open("syslog").set("format", "rfc3164").set("facility", "user").set("severity", "notice");
    out.set("app", Hocon.text(params.text("app_name").orElse("wp-engine"))).set("message", "json");
    out.close();
    params.mapped("app_name", "syslog.app");
    String note = "it says nothing about a sink";
    params.mapped("strip_header", "", note);
    params.mapped("attach_meta_tags", "", note);
    params.mapped("tcp_recv_bytes", "", note);
  }

  private void receiver(Params params, String usual) {
    out.set("host", Hocon.text(params.text("addr").orElse("127.0.0.1")));
    out.set("port", params.text("port").orElse(usual));
    params.mapped("addr", "host");
    params.mapped("port", "port");
  }

  private void blackhole(Params params) {
    out.set("type", "blackhole");
    params
        .text("sleep_ms")
        .ifPresent(
            millis -> {
              out.set("sleep-ms", millis);
              params.mapped("sleep_ms", "sleep-ms");
            });
    params.mapped("protocol", "", "nothing is written");
  }

  private void standIn(Params params, Context sink, String why) {
    out.comment("A file in its stead: " + why + ".");
    out.set("type", "file");
    out.set("path", Hocon.text(free("data/out_dat/" + sink.name() + ".json")));
    for (String key : params.keys()) {
      params.none(key, why + "; its events are in a file");
    }
  }
}
