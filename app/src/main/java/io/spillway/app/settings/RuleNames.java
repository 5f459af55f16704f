package io.spillway.app.settings;

import io.spillway.streams.route.Glob;
import io.spillway.streams.settings.NearestWord;
import io.spillway.streams.settings.Section;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that globs of rule names match a rule; knows nothing if the rules did not compile. */
final class RuleNames {
  private final Optional<List<String>> known;

  RuleNames(Optional<List<String>> known) {
    this.known = known;
  }

  /** These names and {@code /raw}, if any source is not parsed. */
  RuleNames withRaw(List<SourceSettings> sources) {
    if (sources.stream().allMatch(SourceSettings::parses)) {
      return this;
    }
    Stream<String> raw = Stream.of(SourceSettings.RAW_RULE);
    return new RuleNames(known.map(names -> Stream.concat(names.stream(), raw).toList()));
  }

  /** The globs at {@code key}; each that matches no rule is a problem. */
  List<String> read(Section section, String key) {
    List<String> globs = section.strings(key);
    for (String glob : globs) {
      if (known.isPresent() && known.get().stream().noneMatch(new Glob(glob)::matches)) {
        section.problem(key, glob + " matches no rule", nearest(glob, known.get()));
      }
    }
    return globs;
  }

  private static String nearest(String glob, List<String> names) {
    Stream<String> packages = names.stream().map(name -> name.replaceFirst("[^/]*$", "*"));
    return NearestWord.of(glob, Stream.concat(names.stream(), packages).toList());
  }
}
