package io.spillway.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.spillway.actors.Json;
import io.spillway.actors.ReplayRequest;
import io.spillway.actors.ReplayStatus;
import io.spillway.actors.Rescue.ReplayVerb;
import io.spillway.actors.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.function.Function;

/**
 * Replays over HTTP: {@code POST /replay} with {@code sink}, {@code file}, {@code newest}, {@code
 * files}, {@code speed_limit}; {@code GET /replay}; {@code POST /replay/pause|resume|cancel}. All
 * answer how the replay is; 409 if there is none to begin or to change.
 */
final class ReplayApi extends AllDirectives {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ActorSystem<Supervisor.Command> system;

  ReplayApi(ActorSystem<Supervisor.Command> system) {
    this.system = system;
  }

  Route routes() {
    return concat(
        path("replay", () -> get(() -> answer(ask(Supervisor.GetReplay::new), true))),
        path("replay", () -> post(() -> parameterMultiMap(this::start))),
        path(segment("replay").slash("pause"), () -> change(ReplayVerb.PAUSE)),
        path(segment("replay").slash("resume"), () -> change(ReplayVerb.RESUME)),
        path(segment("replay").slash("cancel"), () -> change(ReplayVerb.CANCEL)));
  }

  private Route start(Map<String, List<String>> parameters) {
    Optional<Long> files = number(parameters, "files");
    Optional<Long> limit = number(parameters, "speed_limit");
    if (files.isEmpty() || limit.isEmpty() || files.get() > Integer.MAX_VALUE) {
      return json(
          StatusCodes.BAD_REQUEST, Map.of("error", "files and speed_limit must be whole numbers"));
    }
    ReplayRequest request =
        new ReplayRequest(
            parameters.getOrDefault("sink", List.of()),
            parameters.getOrDefault("file", List.of()),
            parameters.getOrDefault("newest", List.of()).contains("true"),
            files.get().intValue(),
            limit.get());
    return answer(ask(replyTo -> new Supervisor.StartReplay(request, replyTo)), false);
  }

  /** 0 if it is left out, empty if it is no whole number that may stand there. */
  private static Optional<Long> number(Map<String, List<String>> parameters, String name) {
    try {
      long value = Long.parseLong(parameters.getOrDefault(name, List.of("0")).get(0));
      return value < 0 ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException wrong) {
      return Optional.empty();
    }
  }

  private Route change(ReplayVerb verb) {
    return post(() -> answer(ask(replyTo -> new Supervisor.ChangeReplay(verb, replyTo)), false));
  }

  private CompletionStage<ReplayStatus> ask(
      Function<ActorRef<ReplayStatus>, Supervisor.Command> message) {
    return AskPattern.ask(system, message, PATIENCE, system.scheduler());
  }

  private Route answer(CompletionStage<ReplayStatus> asked, boolean always) {
    return onComplete(
        asked,
        result -> {
          if (result.isFailure()) {
            String why = String.valueOf(result.failed().get().getMessage());
            return json(StatusCodes.SERVICE_UNAVAILABLE, Map.of("error", why));
          }
          ReplayStatus replay = result.get();
          boolean refused =
              !always && (replay.state().equals("failed") || replay.state().equals("none"));
          return json(refused ? StatusCodes.CONFLICT : StatusCodes.OK, replay);
        });
  }

  private Route json(StatusCode code, Object value) {
    return complete(
        HttpResponse.create()
            .withStatus(code)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.line(value))));
  }
}
