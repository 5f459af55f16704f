package io.spillway.app.http;

import io.spillway.actors.Json;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** Answers in JSON: what was asked for, or {@code {"error"}}. */
class Answers extends AllDirectives {
  final Route json(StatusCode code, Object value) {
    return complete(
        HttpResponse.create()
            .withStatus(code)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.line(value))));
  }

  final Route error(StatusCode code, String what) {
    return json(code, Map.of("error", what));
  }

  /** What was asked, as that route; 503 if nobody answered in time. */
  final <T> Route answered(CompletionStage<T> asked, Function<T, Route> route) {
    return onComplete(
        asked,
        result ->
            result.isSuccess()
                ? route.apply(result.get())
                : error(
                    StatusCodes.SERVICE_UNAVAILABLE,
                    String.valueOf(result.failed().get().getMessage())));
  }
}
