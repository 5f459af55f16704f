package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that a drafted line was given, by field name, and whether the parsed line has them.
 * One draft's.
 */
final class DrawnValues {
  private record Drawn(String type, String value) {}

  private final Map<String, Drawn> drawn = new LinkedHashMap<>();

  /** Of two of one name the later one stands. */
  void add(String name, String type, String value) {
    drawn.remove(name);
    drawn.put(name, new Drawn(type, value));
  }

  /** Says that more stands before the value. */
  void prefix(String name, String begin) {
    drawn.computeIfPresent(name, (key, old) -> new Drawn(old.type(), begin + old.value()));
  }

  void forget(String name) {
    drawn.remove(name);
  }

  /** The name of a field that the parsed line has otherwise, or null. */
  @Nullable String other(Events events, TypeForms forms) {
    Map<String, String> parsed = values(events);
    for (Map.Entry<String, Drawn> field : drawn.entrySet()) {
      Drawn wanted = field.getValue();
      String expected = forms.of(wanted.type(), wanted.value());
      if (expected != null && !expected.equals(parsed.get(field.getKey()))) {
        return field.getKey();
      }
    }
    return null;
  }

  static Map<String, String> values(Events events) {
    Map<String, String> values = new HashMap<>();
    for (int field = events.firstField(0); field < events.endField(0); field++) {
      values.put(events.name(field), events.text(field));
    }
    return values;
  }
}
