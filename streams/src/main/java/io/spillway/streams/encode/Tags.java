package io.spillway.streams.encode;

import io.spillway.streams.event.Names;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Text members that a sink's settings add to each record, encoded once. They stand for fields of
 * the same name. Immutable.
 */
public final class Tags {
  public static final Tags NONE = new Tags(Map.of());

  private final Map<String, String> values;
  private final Set<String> names;
  private final byte[][] utf8Names;

  /** {@code "a":"b","c":"d"}, without braces. */
  private final byte[] members;

  private Tags(Map<String, String> tags) {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    names = Set.copyOf(tags.keySet());
    utf8Names = names.stream().map(Tags::utf8).toArray(byte[][]::new);
    OutBuffer out = new OutBuffer();
    tags.forEach(
        (name, value) -> {
          if (out.length() > 0) {
            out.append(utf8(","), 0, 1);
          }
          JsonOut.text(out, utf8(name));
          out.append(utf8(":"), 0, 1);
          JsonOut.text(out, utf8(value));
        });
    members = Arrays.copyOf(out.room(0), out.length());
  }

  /** Tags of several layers: of one name the last layer's stands (defaults, group, sink). */
  public static Tags of(List<Map<String, String>> layers) {
    Map<String, String> all = new LinkedHashMap<>();
    layers.forEach(all::putAll);
    return new Tags(all);
  }

  /** By name, in the order of the layers. */
  Map<String, String> values() {
    return values;
  }

  byte[] members() {
    return members;
  }

  boolean has(Names of, int id) {
    return names.contains(of.name(id));
  }

  boolean hasAny() {
    return utf8Names.length > 0;
  }

  boolean has(byte[] in, int start, int end) {
    for (byte[] name : utf8Names) {
      if (Arrays.equals(name, 0, name.length, in, start, end)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
