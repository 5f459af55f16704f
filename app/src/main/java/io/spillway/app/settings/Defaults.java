package io.spillway.app.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import io.spillway.streams.settings.ConfFile;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Section;
import io.spillway.streams.settings.Words;

/** The values of settings that are left out, from the modules' {@code reference.conf}. */
final class Defaults {
  private static final String PATH = "spillway.defaults";

  private final Config values;

  Defaults() {
    values =
        ConfFile.reference(Defaults.class)
            .withFallback(ConfFile.reference(Section.class))
            .toConfig()
            .getConfig(PATH);
  }

  /** Whether something stands in the defaults, where no user wrote it. */
  static boolean holds(Place place) {
    return place.file().endsWith("reference.conf");
  }

  /** The node's own: every top-level key but the named things. */
  ConfigObject node() {
    return values
        .withoutPath("source")
        .withoutPath("group")
        .withoutPath("sink")
        .withoutPath("infra")
        .root();
  }

  /** Of every group. */
  ConfigObject group() {
    return values.getObject("group");
  }

  ConfigObject infra() {
    return values.getObject("infra");
  }

  ConfigObject source(SourceSettings.Type type) {
    return values.getObject("source." + Words.of(type));
  }

  /** Of one type of sink, with what holds for every sink. */
  ConfigObject sink(SinkSettings.Type type) {
    return values
        .getObject("sink." + Words.of(type))
        .withFallback(values.getObject("sink.lane"))
        .withFallback(values.getObject("sink.common"));
  }
}
