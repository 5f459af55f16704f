package io.spillway.app.settings;

import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.source.follow.FollowSource;
import java.util.Locale;

/** Checks of sources that follow files: of what they would meet, and where they can't be used. */
public final class FollowChecks {
  private FollowChecks() {}

  /** The outcome, with a problem more for each path that can't be looked at or read now. */
  public static Configuration.Outcome check(Configuration.Outcome outcome) {
    Problems problems = new Problems();
    outcome.problems().forEach(problems::add);
    outcome.settings().ifPresent(node -> node.sources().forEach(source -> paths(source, problems)));
    return outcome.with(problems.sorted());
  }

  private static void paths(SourceSettings source, Problems problems) {
    if (source.connector() instanceof SourceSettings.Followed followed) {
      FollowSource.check(followed.settings())
          .forEach(
              (path, why) ->
                  problems.add(
                      new Problem(
                          source.place(),
                          "sources." + source.name() + ".paths",
                          "",
                          path + ": " + why)));
    }
  }

  /** The outcome for a node that is to end by itself, with a problem for each source that won't. */
  public static Configuration.Outcome checkEnding(Configuration.Outcome outcome) {
    Problems problems = new Problems();
    outcome.problems().forEach(problems::add);
    outcome
        .settings()
        .ifPresent(
            node ->
                node.sources().stream()
                    .filter(source -> !ends(source.transport()))
                    .forEach(source -> problems.add(endless(source))));
    return outcome.with(problems.sorted());
  }

  private static boolean ends(SourceSettings.Connector connector) {
    return connector instanceof SourceSettings.Files || connector instanceof SourceSettings.Stdin;
  }

  private static Problem endless(SourceSettings source) {
    String key = "sources." + source.name();
    return source.connector() instanceof SourceSettings.Followed
        ? endless(source, key + ".mode", "follow", "never ends", " or mode = batch")
        : endless(
            source,
            key + ".type",
            source.type().name().toLowerCase(Locale.ROOT),
            "listens for ever",
            "");
  }

  private static Problem endless(
      SourceSettings source, String key, String value, String how, String or) {
    String what = how + ", so batch would not end: use run" + or;
    return new Problem(source.place(), key, value, what);
  }
}
