package io.spillway.app.http;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.spillway.actors.Json;
import io.spillway.app.tap.TapDesk;
import io.spillway.app.tap.TapRequest;
import io.spillway.streams.settings.NearestWord;
import io.spillway.streams.tap.Taps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Taps over HTTP: {@code GET /tap} with one of {@code source}, {@code group}, {@code sink}, and
 * {@code where}, {@code rule}, {@code limit}, {@code for}, {@code before=true}. Answers lines of
 * JSON for as long as the tap is open.
 */
final class TapApi extends AllDirectives {
  private static final ContentType LINES = ContentTypes.parse("application/x-ndjson");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final List<String> KNOWN =
      List.of("source", "group", "sink", "where", "rule", "limit", "for", "before");

  private final AdminNode node;

  TapApi(AdminNode node) {
    this.node = node;
  }

  Route open() {
    return parameterMap(
        parameters -> {
          try {
            return answer(node.tap(request(parameters)));
          } catch (IllegalArgumentException wrong) { // a parameter, named by the message
            return error(StatusCodes.BAD_REQUEST, String.valueOf(wrong.getMessage()));
          }
        });
  }

  private Route answer(TapDesk.Answer answer) {
    if (answer instanceof TapDesk.Lines open) {
      HttpResponse lines =
          HttpResponse.create().withEntity(HttpEntities.createChunked(LINES, open.lines()));
      return complete(lines);
    } else if (answer instanceof TapDesk.Wrong wrong) {
      return error(StatusCodes.BAD_REQUEST, wrong.what());
    } else if (answer instanceof TapDesk.NotFound missing) {
      return error(StatusCodes.NOT_FOUND, missing.what());
    }
    return error(StatusCodes.SERVICE_UNAVAILABLE, ((TapDesk.Busy) answer).what());
  }

  private Route error(StatusCode code, String what) {
    String body = Json.line(Map.of("error", what));
    return complete(
        HttpResponse.create()
            .withStatus(code)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body)));
  }

  private static TapRequest request(Map<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (!KNOWN.contains(name)) {
        String nearest = NearestWord.of(name, KNOWN);
        throw new IllegalArgumentException(
            name
                + ": unknown parameter"
                + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?"));
      }
    }
    List<Taps.Part> parts = new ArrayList<>();
    for (Taps.Part part : Taps.Part.values()) {
      if (parameters.containsKey(part.word())) {
        parts.add(part);
      }
    }
    if (parts.size() != 1) {
      throw new IllegalArgumentException("name one source, group or sink");
    }
    return new TapRequest(
        parts.get(0),
        parameters.getOrDefault(parts.get(0).word(), ""),
        Optional.ofNullable(parameters.get("where")),
        Optional.ofNullable(parameters.get("rule")),
        limit(parameters),
        longest(parameters),
        flag(parameters));
  }

  private static long limit(Map<String, String> parameters) {
    String text = parameters.get("limit");
    if (text == null) {
      return Long.MAX_VALUE;
    }
    if (!text.matches("[1-9][0-9]{0,14}")) {
      throw new IllegalArgumentException("limit: '" + text + "' is not a number of 1 or more");
    }
    return Long.parseLong(text);
  }

  private static Duration longest(Map<String, String> parameters) {
    String text = parameters.get("for");
    if (text == null) {
      return LONGEST;
    }
    try {
      Duration time = ConfigFactory.parseMap(Map.of("x", text)).getDuration("x");
      if (time.toMillis() >= 1 && time.compareTo(LONGEST) <= 0) {
        return time;
      }
    } catch (ConfigException noTime) {
      throw notATime(text, noTime);
    }
    throw notATime(text, null);
  }

  private static IllegalArgumentException notATime(
      String text, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException(
        "for: '" + text + "' is not a time from 1ms to 24h, as 30s or 5m", cause);
  }

  private static boolean flag(Map<String, String> parameters) {
    String text = parameters.getOrDefault("before", "false");
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("before: must be true or false");
    }
    return text.equals("true");
  }
}
