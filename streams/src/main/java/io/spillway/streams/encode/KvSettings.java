package io.spillway.streams.encode;

import io.spillway.streams.settings.Section;
import java.nio.charset.StandardCharsets;

/**
 * Settings of the format {@code kv}.
 *
 * @param separator the byte between two pairs
 * @param assign the byte between a name and its value
 */
public record KvSettings(byte separator, byte assign) {
  static KvSettings read(Section section) {
    byte separator = one(section, "separator", ' ');
    byte assign = one(section, "assign", '=');
    if (separator == assign) {
      section.problem("assign", "must not be the separator");
    }
    return new KvSettings(separator, assign);
  }

  private static byte one(Section section, String key, char instead) {
    byte[] bytes = section.string(key).getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 1 && bytes[0] != '"' && bytes[0] != '\\' && bytes[0] != '\n') {
      return bytes[0];
    }
    section.problem(key, "must be one ASCII character, not a quote, a backslash or a line end");
    return (byte) instead;
  }
}
