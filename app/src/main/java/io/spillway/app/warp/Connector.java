package io.spillway.app.warp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What sources or sinks of one kind have in common: {@code [[connectors]]} of a file, or built into
 * Warp Parse.
 */
record Connector(String id, String type, List<String> allowed, TomlTable params) {
  private static final Map<String, String> BUILT_IN =
      Map.ofEntries(
          Map.entry("file_src", "{type:'file',base:'./data/in_dat',file:'gen.dat'}"),
          Map.entry("syslog_src", "{type:'syslog',addr:'0.0.0.0',port:514,protocol:'udp'}"),
          Map.entry("tcp_src", "{type:'tcp',addr:'0.0.0.0',port:9000,framing:'auto'}"),
          Map.entry("blackhole_sink", "{type:'blackhole'}"),
          Map.entry("file_json_sink", file("file", "json", "default.json")),
          Map.entry("file_kv_sink", file("file", "kv", "default.kv")),
          Map.entry("file_raw_sink", file("file", "raw", "default.raw")),
          Map.entry("file_proto_sink", file("file", "proto-text", "default.dat")),
          Map.entry("file_proto_text_sink", file("file", "proto-text", "default.pbtxt")),
          Map.entry("file_rescue_sink", file("test_rescue", "kv", "default.kv")),
          Map.entry("syslog_sink", "{type:'syslog',addr:'127.0.0.1',port:1514,protocol:'udp'}"),
          Map.entry("tcp_sink", "{type:'tcp',addr:'127.0.0.1',port:9000,framing:'line'}"));

  static Connector of(TomlTable table) {
    return new Connector(
        table.text("id").orElse(""),
        table.text("type").orElse(""),
        table.texts("allow_override"),
        table.table("params"));
  }

  /** The built-in one; of type {@code ""} if there is none of that id. */
  static Connector builtIn(String id) {
    try {
      String json = BUILT_IN.getOrDefault(id, "{type:''}").replace('\'', '"');
      ObjectNode node =
          (ObjectNode) new ObjectMapper().readTree(json.replaceAll("([{,])([a-z]+):", "$1\"$2\":"));
      String type = node.remove("type").asText();
      return new Connector(id, type, List.of(), TomlFile.builtIn(node).root());
    } catch (JsonProcessingException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private static String file(String type, String format, String name) {
    return "{type:'%s',fmt:'%s',base:'./data/out_dat',file:'%s'}".formatted(type, format, name);
  }
}
