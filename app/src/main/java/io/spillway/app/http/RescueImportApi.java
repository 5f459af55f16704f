package io.spillway.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.spillway.actors.ImportStatus;
import io.spillway.actors.Importer;
import io.spillway.actors.Rescue;
import io.spillway.actors.Supervisor;
import io.spillway.streams.rescue.ImportRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Imports over HTTP: {@code POST /rescue/import?sink=&format=raw|jsonl&name=} with the lines as its
 * body, of any length. Its bytes go piece by piece to the {@link Importer}, each when the one
 * before is written. 409 and why if nothing was taken.
 */
final class RescueImportApi extends Answers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** For making sure of a large file. */
  private static final Duration LAST_PATIENCE = Duration.ofMinutes(5);

  private static final long PIECE = 256 << 10;

  private final ActorSystem<Supervisor.Command> system;

  RescueImportApi(ActorSystem<Supervisor.Command> system) {
    this.system = system;
  }

  Route routes() {
    return path(
        segment("rescue").slash("import"),
        () ->
            post(
                () ->
                    parameterMultiMap(
                        asked ->
                            withoutSizeLimit(
                                () ->
                                    withoutRequestTimeout(
                                        () -> extractDataBytes(body -> take(asked, body)))))));
  }

  private static ImportRequest request(Map<String, List<String>> parameters) {
    Asked asked = Asked.of(parameters, List.of("sink", "format", "name"));
    String format = asked.one("format").orElse("");
    if (!format.equals("raw") && !format.equals("jsonl")) {
      throw new IllegalArgumentException("format: '" + format + "', expected raw or jsonl");
    }
    return new ImportRequest(
        asked.one("sink").orElse(""), format.equals("jsonl"), asked.one("name").orElse("request"));
  }

  private Route take(Map<String, List<String>> parameters, Source<ByteString, Object> body) {
    ImportRequest request;
    try {
      request = request(parameters);
    } catch (IllegalArgumentException wrong) { // a parameter, named by the message
      return afterAll(body, error(StatusCodes.BAD_REQUEST, String.valueOf(wrong.getMessage())));
    }
    CompletionStage<Importer.Begun> begun =
        AskPattern.ask(
            system,
            replyTo -> new Rescue.BeginImport(request, replyTo),
            PATIENCE,
            system.scheduler());
    return answered(
        begun,
        how ->
            how.importer()
                .map(importer -> answered(send(body, importer), this::outcome))
                .orElseGet(() -> afterAll(body, outcome(ImportStatus.refused(how.problem())))));
  }

  /** Whoever still writes would not hear an answer. */
  private Route afterAll(Source<ByteString, Object> body, Route answer) {
    return onComplete(body.runWith(Sink.ignore(), system), done -> answer);
  }

  private CompletionStage<ImportStatus> send(
      Source<ByteString, Object> body, ActorRef<Importer.Command> importer) {
    CompletionStage<Done> sent =
        body.batchWeighted(PIECE, some -> (long) some.size(), some -> some, ByteString::concat)
            .mapAsync(
                1,
                some ->
                    AskPattern.<Importer.Command, ImportStatus>ask(
                        importer,
                        replyTo -> new Importer.Piece(some.toArray(), replyTo),
                        PATIENCE,
                        system.scheduler()))
            .runWith(Sink.ignore(), system);
    return sent.whenComplete((done, fault) -> breakOffIf(fault != null, importer))
        .thenCompose(
            done ->
                AskPattern.ask(importer, Importer.Finish::new, LAST_PATIENCE, system.scheduler()));
  }

  private void breakOffIf(boolean broken, ActorRef<Importer.Command> importer) {
    if (broken) {
      importer.tell(new Importer.Abort("its bytes broke off"));
      importer.tell(new Importer.Finish(system.ignoreRef()));
    }
  }

  private Route outcome(ImportStatus status) {
    return json(status.isDone() ? StatusCodes.OK : StatusCodes.CONFLICT, status);
  }
}
