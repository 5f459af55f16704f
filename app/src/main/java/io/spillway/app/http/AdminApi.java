package io.spillway.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.spillway.actors.Acknowledged;
import io.spillway.actors.NodeStatus;
import io.spillway.actors.Supervisor;
import io.spillway.streams.ledger.LedgerReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of the admin port. Every command is asked of the Supervisor; nothing here knows a
 * source or a sink. Answers are JSON, errors too: {@code {"error": "..."}}.
 */
public final class AdminApi extends Answers {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.admin");
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ActorSystem<Supervisor.Command> system;
  private final AdminNode node;
  private final Access access;
  private final Duration patience;

  public AdminApi(ActorSystem<Supervisor.Command> system, AdminNode node, Access access) {
    this(system, node, access, PATIENCE);
  }

  /**
   * @param patience for an answer of the Supervisor
   */
  AdminApi(
      ActorSystem<Supervisor.Command> system, AdminNode node, Access access, Duration patience) {
    this.system = system;
    this.node = node;
    this.access = access;
    this.patience = patience;
  }

  /** All routes. */
  public Route routes() {
    RejectionHandler refusals =
        RejectionHandler.newBuilder()
            .handle(
                MethodRejection.class,
                refusal ->
                    error(
                        StatusCodes.METHOD_NOT_ALLOWED,
                        "use " + refusal.supported().value() + " for this path"))
            .handleAll(
                Rejection.class,
                all -> error(StatusCodes.BAD_REQUEST, "not understood: " + all.get(0)))
            .handleNotFound(error(StatusCodes.NOT_FOUND, "no such path; see docs/operate.md"))
            .build();
    ExceptionHandler faults = ExceptionHandler.newBuilder().matchAny(this::fault).build();
    return handleExceptions(faults, () -> handleRejections(refusals, this::welcome));
  }

  private Route fault(Throwable fault) {
    LOG.error("a request to the admin port failed", fault);
    return error(StatusCodes.INTERNAL_SERVER_ERROR, "the node failed: " + fault);
  }

  private Route welcome() {
    return optionalHeaderValueByName(
        "Origin",
        origin ->
            extractHost(
                host ->
                    access.isWelcome(origin, host)
                        ? known()
                        : error(StatusCodes.FORBIDDEN, "requests of web pages are refused")));
  }

  private Route known() {
    return concat(
        path("healthz", () -> get(() -> json(StatusCodes.OK, Map.of("status", "ok")))),
        path("readyz", () -> get(this::readiness)),
        access.guarded(
            () -> concat(path("metrics", () -> get(this::metrics)), pathPrefix("api", this::api))));
  }

  private Route api() {
    return concat(
        path("status", () -> get(() -> answer(status(), node::describe))),
        path("sources", () -> get(() -> answer(status(), NodeStatus::sources))),
        path("sinks", () -> get(() -> answer(status(), NodeStatus::sinks))),
        path("ledger", () -> get(() -> answer(ledger(), node::describe))),
        path("explain", () -> get(() -> json(StatusCodes.OK, node.explain()))),
        path("tap", () -> get(new TapApi(node)::open)),
        path("drain", () -> post(() -> parameterMultiMap(this::drain))),
        path("reload", () -> post(this::reload)),
        new ReplayApi(system).routes(),
        new RescueApi(system).routes(),
        command("sources", "pause", Supervisor.PauseSource::new),
        command("sources", "resume", Supervisor.ResumeSource::new),
        command("sinks", "pause", Supervisor.PauseSink::new),
        command("sinks", "resume", Supervisor.ResumeSink::new));
  }

  private Route readiness() {
    return node.ready()
        ? json(StatusCodes.OK, Map.of("ready", true))
        : json(
            StatusCodes.SERVICE_UNAVAILABLE,
            Map.of("ready", false, "state", node.draining() ? "draining" : "starting"));
  }

  private Route metrics() {
    return complete(
        HttpResponse.create()
            .withEntity(
                HttpEntities.create(
                    ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8"),
                    node.metrics().getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  private Route drain(Map<String, List<String>> parameters) {
    boolean wait;
    try {
      wait = isWaiting(Asked.of(parameters, List.of("wait")));
    } catch (IllegalArgumentException wrong) { // a parameter, named by the message
      return error(StatusCodes.BAD_REQUEST, String.valueOf(wrong.getMessage()));
    }
    CompletionStage<?> receipt = node.drain("POST /api/drain");
    return wait
        ? withoutRequestTimeout(() -> answer(receipt, r -> r))
        : json(StatusCodes.ACCEPTED, Map.of("draining", true));
  }

  /** {@code ?wait} says as much as {@code ?wait=true}. */
  private static boolean isWaiting(Asked asked) {
    return switch (asked.one("wait").orElse("false")) {
      case "", "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException("wait: expected true or false");
    };
  }

  private Route reload() {
    return withoutRequestTimeout(
        () -> answered(node.reload("POST /api/reload"), done -> json(status(done), done)));
  }

  private static StatusCode status(ReloadReceipt receipt) {
    if (receipt.applied()) {
      return StatusCodes.OK;
    }
    return receipt.underWay() ? StatusCodes.CONFLICT : StatusCodes.UNPROCESSABLE_CONTENT;
  }

  private Route command(
      String parts,
      String verb,
      BiFunction<String, ActorRef<Acknowledged>, Supervisor.Command> message) {
    return path(
        segment(parts).slash(segment()).slash(verb),
        name ->
            post(
                () ->
                    answered(
                        this.<Acknowledged>ask(replyTo -> message.apply(name, replyTo)),
                        done ->
                            json(done.found() ? StatusCodes.OK : StatusCodes.NOT_FOUND, done))));
  }

  private CompletionStage<NodeStatus> status() {
    return ask(Supervisor.GetStatus::new);
  }

  private CompletionStage<LedgerReading> ledger() {
    return ask(Supervisor.GetLedger::new);
  }

  private <T> CompletionStage<T> ask(
      org.apache.pekko.japi.function.Function<ActorRef<T>, Supervisor.Command> message) {
    return AskPattern.ask(system, message, patience, system.scheduler());
  }

  private <T> Route answer(CompletionStage<T> asked, Function<? super T, ?> shape) {
    return answered(asked, value -> json(StatusCodes.OK, shape.apply(value)));
  }
}
