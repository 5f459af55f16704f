package io.spillway.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.spillway.actors.Json;
import io.spillway.actors.ReplayOutlook;
import io.spillway.actors.ReplayRequest;
import io.spillway.actors.ReplayStatus;
import io.spillway.actors.Rescue;
import io.spillway.actors.Rescue.ReplayVerb;
import io.spillway.actors.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
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
 * Replays over HTTP: {@code POST /replay} with {@link ReplayParameters}; {@code GET /replay};
 * {@code POST /replay/pause|resume|cancel}. All answer how the replay is; 409 if there is none to
 * begin or to change. {@code GET /replay/plan} takes the same parameters and says what would be
 * done.
 */
final class ReplayApi extends AllDirectives {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** For reading the files through; shorter than the server's own. */
  private static final Duration SURVEY_PATIENCE = Duration.ofSeconds(18);

  private final ActorSystem<Supervisor.Command> system;

  ReplayApi(ActorSystem<Supervisor.Command> system) {
    this.system = system;
  }

  Route routes() {
    return concat(
        path("replay", () -> get(() -> answer(ask(Rescue.GetReplay::new), replay -> false))),
        path(segment("replay").slash("plan"), () -> get(() -> parameterMultiMap(this::plan))),
        path("replay", () -> post(() -> parameterMultiMap(this::start))),
        path(segment("replay").slash("pause"), () -> change(ReplayVerb.PAUSE)),
        path(segment("replay").slash("resume"), () -> change(ReplayVerb.RESUME)),
        path(segment("replay").slash("cancel"), () -> change(ReplayVerb.CANCEL)));
  }

  private Route plan(Map<String, List<String>> parameters) {
    ReplayRequest request;
    try {
      request = ReplayParameters.request(parameters);
    } catch (IllegalArgumentException wrong) { // a parameter, named by the message
      return badRequest(wrong);
    }
    CompletionStage<ReplayOutlook> asked =
        AskPattern.ask(
            system,
            replyTo -> new Rescue.PlanReplay(request, replyTo),
            SURVEY_PATIENCE,
            system.scheduler());
    return answer(asked, outlook -> false);
  }

  private Route start(Map<String, List<String>> parameters) {
    ReplayRequest request;
    try {
      request = ReplayParameters.request(parameters);
    } catch (IllegalArgumentException wrong) { // a parameter, named by the message
      return badRequest(wrong);
    }
    return answer(ask(replyTo -> new Rescue.StartReplay(request, replyTo)), ReplayApi::isNone);
  }

  private Route badRequest(IllegalArgumentException wrong) {
    return json(StatusCodes.BAD_REQUEST, Map.of("error", String.valueOf(wrong.getMessage())));
  }

  private Route change(ReplayVerb verb) {
    return post(
        () -> answer(ask(replyTo -> new Rescue.ChangeReplay(verb, replyTo)), ReplayApi::isNone));
  }

  private CompletionStage<ReplayStatus> ask(
      Function<ActorRef<ReplayStatus>, Supervisor.Command> message) {
    return AskPattern.ask(system, message, PATIENCE, system.scheduler());
  }

  private static boolean isNone(ReplayStatus replay) {
    return replay.state().equals("failed") || replay.state().equals("none");
  }

  private <T> Route answer(CompletionStage<T> asked, Predicate<T> refused) {
    return onComplete(
        asked,
        result -> {
          if (result.isFailure()) {
            String why = String.valueOf(result.failed().get().getMessage());
            return json(StatusCodes.SERVICE_UNAVAILABLE, Map.of("error", why));
          }
          T said = result.get();
          return json(refused.test(said) ? StatusCodes.CONFLICT : StatusCodes.OK, said);
        });
  }

  private Route json(StatusCode code, Object value) {
    return complete(
        HttpResponse.create()
            .withStatus(code)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.line(value))));
  }
}
