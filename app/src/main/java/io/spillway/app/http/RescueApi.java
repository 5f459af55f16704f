package io.spillway.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.spillway.actors.Acknowledged;
import io.spillway.actors.NodeStatus;
import io.spillway.actors.Rescue;
import io.spillway.actors.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.function.Function;

/**
 * Rescue files over HTTP: {@code GET /rescue} lists them, {@code POST /rescue/discard?file=NAME}
 * deletes one; 409 and why if it does not. {@link RescueReadApi} reads them, {@link
 * RescueImportApi} makes some.
 */
final class RescueApi extends Answers {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorSystem<Supervisor.Command> system;

  RescueApi(ActorSystem<Supervisor.Command> system) {
    this.system = system;
  }

  Route routes() {
    return concat(
        path(
            "rescue",
            () ->
                get(
                    () ->
                        answered(
                            this.<NodeStatus>ask(Supervisor.GetStatus::new),
                            status -> json(StatusCodes.OK, status.rescue())))),
        path(
            segment("rescue").slash("discard"), () -> post(() -> parameterMultiMap(this::discard))),
        new RescueReadApi(system).routes(),
        new RescueImportApi(system).routes());
  }

  private Route discard(Map<String, List<String>> parameters) {
    String file;
    try {
      file = Asked.of(parameters, List.of("file")).one("file").orElse("");
    } catch (IllegalArgumentException wrong) { // a parameter, named by the message
      return error(StatusCodes.BAD_REQUEST, String.valueOf(wrong.getMessage()));
    }
    if (file.isEmpty()) {
      return error(StatusCodes.BAD_REQUEST, "file: expected the name of a rescue file");
    }
    return answered(
        this.<Acknowledged>ask(replyTo -> new Rescue.Discard(file, replyTo)),
        done -> json(done.found() ? StatusCodes.OK : StatusCodes.CONFLICT, done));
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<T>, Supervisor.Command> message) {
    return AskPattern.ask(system, message, PATIENCE, system.scheduler());
  }
}
