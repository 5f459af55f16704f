package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The {@link PluginStep}s on the class path, by the word that rules use for each. Immutable. */
final class PluginSteps {
  static final String WORD = "plg_pipe";
  private final Map<String, LineStep> steps = new TreeMap<>();

  PluginSteps() {
    for (PluginStep step : ServiceLoader.load(PluginStep.class)) {
      steps.putIfAbsent(WORD + "/" + step.name(), adapted(step));
    }
  }

  @Nullable LineStep find(String word) {
    return steps.get(word);
  }

  Set<String> words() {
    return steps.keySet();
  }

  private static LineStep adapted(PluginStep step) {
    return (run, in, at, end) -> {
      byte[] line = step.apply(in, at, end);
      if (line == null) {
        return Bytes.NONE;
      }
      Events events = run.events;
      byte[] out = events.scratch(line.length);
      System.arraycopy(line, 0, out, events.scratchLength(), line.length);
      return events.keepScratch(line.length);
    };
  }
}
