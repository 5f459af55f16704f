package io.spillway.app.http;

import io.spillway.actors.ReplayRequest;
import io.spillway.app.rescue.Where;
import io.spillway.streams.rescue.RecordFilter;
import java.util.List;
import java.util.Map;

/** What a replay is asked for over HTTP. */
final class ReplayParameters {
  private static final List<String> KNOWN =
      List.of(
          "sink",
          "file",
          "reason",
          "since",
          "until",
          "rejected",
          "newest",
          "files",
          "speed_limit",
          "to",
          "unattended");

  private ReplayParameters() {}

  /** Fails with a message for people if one is unknown or can't be read. */
  static ReplayRequest request(Map<String, List<String>> parameters) {
    Asked asked = Asked.of(parameters, KNOWN);
    return new ReplayRequest(
        asked.all("sink"),
        asked.all("file"),
        new RecordFilter(
            asked.all("reason").stream().map(ReplayParameters::reason).toList(),
            asked.millis("since", 0),
            asked.millis("until", Long.MAX_VALUE)),
        asked.isTrue("rejected"),
        asked.isTrue("newest"),
        (int) asked.number("files", Integer.MAX_VALUE),
        asked.number("speed_limit", Long.MAX_VALUE),
        asked.one("to").orElse(""),
        asked.isTrue("unattended"));
  }

  private static String reason(String text) {
    try {
      return Where.reason(text);
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException("reason: " + none.getMessage(), none);
    }
  }
}
