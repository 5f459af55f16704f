package io.spillway.streams.wpl;

import static java.util.stream.Collectors.toSet;

import io.spillway.streams.event.Events;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The {@link PluginStep}s on the class path, by the words that rules use for each. Immutable. */
final class PluginSteps {
  static final String WORD = "plg_pipe";
  private final Map<String, LineStep> steps = new TreeMap<>();

  PluginSteps() {
    for (PluginStep step : ServiceLoader.load(PluginStep.class)) {
      steps.putIfAbsent(WORD + "/" + step.name(), adapted(step));
      if (step.name().contains("/")) {
        steps.putIfAbsent(step.name(), adapted(step));
      }
    }
  }

  @Nullable LineStep find(String word) {
    return steps.get(word);
  }

  /** The words that begin with {@link #WORD}. */
  Set<String> words() {
    return steps.keySet().stream().filter(word -> word.startsWith(WORD)).collect(toSet());
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
