package io.spillway.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.spillway.actors.Acknowledged;
import io.spillway.actors.Json;
import io.spillway.actors.Supervisor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Rescue files over HTTP: {@code POST /rescue/discard?file=NAME} deletes one; 409 and why if it
 * does not.
 */
final class RescueApi extends AllDirectives {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorSystem<Supervisor.Command> system;

  RescueApi(ActorSystem<Supervisor.Command> system) {
    this.system = system;
  }

  Route routes() {
    return path(
        segment("rescue").slash("discard"), () -> post(() -> parameter("file", this::discard)));
  }

  private Route discard(String file) {
    CompletionStage<Acknowledged> asked =
        AskPattern.ask(
            system,
            replyTo -> new Supervisor.DiscardRescued(file, replyTo),
            PATIENCE,
            system.scheduler());
    return onComplete(
        asked,
        result -> {
          if (result.isFailure()) {
            String why = String.valueOf(result.failed().get().getMessage());
            return json(StatusCodes.SERVICE_UNAVAILABLE, Map.of("error", why));
          }
          Acknowledged done = result.get();
          return json(done.found() ? StatusCodes.OK : StatusCodes.CONFLICT, done);
        });
  }

  private Route json(StatusCode code, Object value) {
    return complete(
        HttpResponse.create()
            .withStatus(code)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.line(value))));
  }
}
