package io.spillway.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.spillway.actors.Rescue;
import io.spillway.actors.Supervisor;
import io.spillway.app.rescue.RescuedBody;
import io.spillway.app.rescue.RescuedBody.Form;
import io.spillway.app.rescue.Where;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Rescue files read over HTTP: {@code GET /rescue/show}, {@code verify} and {@code export} with
 * {@code file}, the first and the last with {@code where=reason=timeout}. The Rescue actor says
 * where the file is; its lines are read, a megabyte at a time, as the peer takes them. At most
 * {@link #MOST_OPEN} are read at once.
 */
final class RescueReadApi extends Answers {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_OPEN = 4;
  private static final String FULL = MOST_OPEN + " rescue files are being read already";
  private static final long SHOWN = 20;
  private static final ContentType LINES = ContentTypes.parse("application/x-ndjson");

  private final ActorSystem<Supervisor.Command> system;
  private final Semaphore free = new Semaphore(MOST_OPEN);

  RescueReadApi(ActorSystem<Supervisor.Command> system) {
    this.system = system;
  }

  Route routes() {
    return concat(reads("show"), reads("verify"), reads("export"));
  }

  private Route reads(String verb) {
    return path(
        segment("rescue").slash(verb),
        () -> get(() -> parameterMultiMap(asked -> read(verb, asked))));
  }

  private Route read(String verb, Map<String, List<String>> asked) {
    Wanted wanted;
    try {
      wanted = Wanted.of(verb, asked);
    } catch (IllegalArgumentException wrong) { // a parameter, named by the message
      return error(StatusCodes.BAD_REQUEST, String.valueOf(wrong.getMessage()));
    }
    if (free.availablePermits() == 0) {
      return error(StatusCodes.SERVICE_UNAVAILABLE, FULL);
    }
    CompletionStage<Rescue.Found> found =
        AskPattern.ask(
            system,
            replyTo -> new Rescue.FindFile(wanted.file(), replyTo),
            PATIENCE,
            system.scheduler());
    return answered(
        found,
        file ->
            file.path().isEmpty()
                ? error(StatusCodes.NOT_FOUND, file.detail())
                : body(Path.of(file.path()), wanted));
  }

  private Route body(Path file, Wanted wanted) {
    ContentType type = wanted.form() == Form.RAW ? ContentTypes.APPLICATION_OCTET_STREAM : LINES;
    return withoutRequestTimeout(
        () ->
            complete(
                HttpResponse.create()
                    .withEntity(HttpEntities.createChunked(type, lines(file, wanted)))));
  }

  /**
   * Read on a dispatcher for what blocks, which is where Pekko runs such a source. Of requests that
   * saw one place free together one gets it, and the others' answers break off.
   */
  private Source<ByteString, NotUsed> lines(Path file, Wanted wanted) {
    return Source.unfoldResource(
        () -> {
          if (!free.tryAcquire()) {
            throw new IOException(FULL);
          }
          try {
            return new RescuedBody(file, wanted.form(), wanted.where(), wanted.most());
          } catch (IOException | RuntimeException e) {
            free.release();
            throw e;
          }
        },
        body -> {
          byte[] next = body.next();
          return next.length == 0
              ? Optional.empty()
              : Optional.of(ByteString.fromArrayUnsafe(next));
        },
        body -> {
          free.release();
          body.close();
        });
  }

  /**
   * What of a file is asked for.
   *
   * @param most records at most
   */
  private record Wanted(String file, Form form, Where where, long most) {

    static Wanted of(String verb, Map<String, List<String>> asked) {
      boolean show = verb.equals("show");
      boolean verify = verb.equals("verify");
      List<String> known =
          show
              ? List.of("file", "where", "limit")
              : verify ? List.of("file") : List.of("file", "where", "format");
      for (String name : asked.keySet()) {
        if (!known.contains(name)) {
          throw new IllegalArgumentException(
              name + ": unknown parameter; allowed are " + String.join(", ", known));
        }
      }
      String file = one(asked, "file", "");
      if (file.isEmpty()) {
        throw new IllegalArgumentException("file: expected the name of a rescue file");
      }
      Form form = verify ? Form.VERIFIED : show ? Form.JSONL : format(one(asked, "format", ""));
      return new Wanted(file, form, where(asked), show ? limit(asked) : Long.MAX_VALUE);
    }

    private static String one(Map<String, List<String>> asked, String name, String otherwise) {
      return asked.getOrDefault(name, List.of(otherwise)).get(0);
    }

    private static Form format(String word) {
      return switch (word) {
        case "raw" -> Form.RAW;
        case "jsonl" -> Form.JSONL;
        default ->
            throw new IllegalArgumentException("format: '" + word + "', expected raw or jsonl");
      };
    }

    private static long limit(Map<String, List<String>> asked) {
      String text = one(asked, "limit", Long.toString(SHOWN));
      if (!text.matches("[1-9][0-9]{0,14}")) {
        throw new IllegalArgumentException("limit: '" + text + "' is not a number of 1 or more");
      }
      return Long.parseLong(text);
    }

    private static Where where(Map<String, List<String>> asked) {
      Map<String, String> wanted = new LinkedHashMap<>();
      for (String text : asked.getOrDefault("where", List.of())) {
        int at = text.indexOf('=');
        if (at < 0) {
          throw new IllegalArgumentException("where: '" + text + "', expected KEY=VALUE");
        }
        wanted.put(text.substring(0, at), text.substring(at + 1));
      }
      return new Where(wanted);
    }
  }
}
