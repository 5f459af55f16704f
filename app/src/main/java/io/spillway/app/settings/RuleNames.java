package io.spillway.app.settings;

import io.spillway.streams.route.Glob;
import io.spillway.streams.settings.NearestWord;
import io.spillway.streams.settings.Section;
import io.spillway.streams.wpl.RuleSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that globs of rule names match a rule; knows nothing if the rules did not compile. */
final class RuleNames {
  private final Optional<List<String>> known;

  RuleNames(Optional<List<String>> known) {
    this.known =
        known.map(names -> names.stream().filter(name -> !name.equals(RuleSet.RAW)).toList());
  }

  private RuleNames(RuleNames of, Stream<String> more) {
    List<String> added = more.toList();
    this.known = of.known.map(names -> Stream.concat(names.stream(), added.stream()).toList());
  }

  /** These names and {@code /raw}, if any source is not parsed. */
  RuleNames withRaw(List<SourceSettings> sources) {
    if (sources.stream().allMatch(SourceSettings::parses)) {
      return this;
    }
    Stream<String> raw = Stream.of(RuleSet.RAW);
    return new RuleNames(this, raw);
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
