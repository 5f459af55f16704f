package io.spillway.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.spillway.actors.NodeStatus;
import io.spillway.actors.Receipt;
import io.spillway.actors.Rescue;
import io.spillway.actors.Supervisor;
import io.spillway.app.explain.Explanation;
import io.spillway.app.tap.TapDesk;
import io.spillway.app.tap.TapRequest;
import io.spillway.streams.ledger.LedgerReading;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a request is said in JSON, and nothing is done; nobody answers the asks. */
class AdminApiTest {
  private static final BlockingQueue<Supervisor.Command> TOLD = new LinkedBlockingQueue<>();
  private static final List<String> DRAINS = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ActorSystem<Supervisor.Command> system;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ServerBinding bound;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void bind() {
    system =
        ActorSystem.create(
            Behaviors.receiveMessage(
                message -> {
                  TOLD.add(message);
                  return Behaviors.same();
                }),
            "admin-api",
            ConfigFactory.parseString("pekko.loglevel = OFF, pekko.stdout-loglevel = OFF")
                .withFallback(ConfigFactory.defaultReference()));
    AdminApi api =
        new AdminApi(system, new Silent(), new Access(Optional.empty()), Duration.ofMillis(50));
    bound =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bind(api.routes())
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  static void end() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @BeforeEach
  void forget() {
    TOLD.clear();
    DRAINS.clear();
  }

  private record Answer(int status, String type, String error) {}

  private static URI address(String path) {
    return URI.create("http://127.0.0.1:" + bound.localAddress().getPort() + path);
  }

  private Answer post(String path) throws IOException, InterruptedException {
    return send(path, "POST");
  }

  private Answer send(String path, String method) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(address(path))
                .method(method, HttpRequest.BodyPublishers.ofString("a line\n"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    JsonNode json =
        type.equals("application/json") ? new ObjectMapper().readTree(answer.body()) : null;
    String error = json == null ? answer.body() : json.path("error").asText();
    return new Answer(answer.statusCode(), type, error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replay?rejected=yes | rejected: 'yes' is neither true nor false",
        "replay?speedlimit=1 | speedlimit: unknown parameter; did you mean speed_limit?",
        "replay?speed_limit=fast | speed_limit: 'fast' is not a whole number up to",
        "replay?files=3000000000 | files: '3000000000' is not a whole number up to 2147483647",
        "replay?reason=foo | reason: 'foo' is no reason",
        "replay?since=yesterday | since: 'yesterday' is not a time, as 2026-11-21T08:00:00Z",
        "replay?since=%2B999999999-01-01T00:00:00Z | since: '+999999999-01-01T00:00:00Z' is not",
        "replay?to=a&to=b | to: expected one, found 2",
        "rescue/import?format=raw&sink=a&reject=1 | reject: unknown parameter; allowed are sink,",
        "rescue/import?format=xml | format: 'xml', expected raw or jsonl",
        "rescue/discard | file: expected the name of a rescue file",
        "rescue/discard?name=x | name: unknown parameter; ",
        "drain?wait=perhaps | wait: expected true or false",
        "drain?now=1 | now: unknown parameter; allowed are wait",
      })
  void parametersThatAreNoneAreRefused(String request, String error)
      throws IOException, InterruptedException {
    Answer answer = post("/api/" + request);
    assertThat(answer.error()).startsWith(error);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.type()).isEqualTo("application/json");
    assertThat(TOLD).isEmpty();
    assertThat(DRAINS).isEmpty();
  }

  @Test
  void drainWaitsOnlyIfItIsTold() throws IOException, InterruptedException {
    assertThat(post("/api/drain?wait=0").status()).isEqualTo(202);
    assertThat(post("/api/drain?wait=false").status()).isEqualTo(202);
    assertThat(DRAINS).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"/api/sources/in/pause", "/api/sinks/out/resume", "/api/reload"})
  void whatNobodyAnswersIsUnavailable(String path) throws IOException, InterruptedException {
    Answer answer = post(path);
    assertThat(answer.status()).as(answer.error()).isEqualTo(503);
    assertThat(answer.type()).isEqualTo("application/json");
    assertThat(answer.error()).isNotEmpty();
  }

  @Test
  void faultsAndWrongMethodsAreToldInJson() throws IOException, InterruptedException {
    Answer fault = send("/api/explain", "GET");
    assertThat(fault.error()).contains("this node can't explain");
    assertThat(fault.status()).isEqualTo(500);
    assertThat(fault.type()).isEqualTo("application/json");
    assertThat(post("/api/explain").error()).isEqualTo("use GET for this path");
  }

  /** Files that nobody has begun to write are open until somebody does. */
  @Test
  void notMoreFilesAreReadTogetherThanMayBe(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("a-2026-11-21_08:00:00.dat");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    BlockingQueue<Integer> brokenOff = new LinkedBlockingQueue<>();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      HttpRequest request =
          HttpRequest.newBuilder(address("/api/rescue/export?file=a&format=raw")).build();
      answers.add(
          client
              .sendAsync(request, HttpResponse.BodyHandlers.discarding())
              .handle((answer, fault) -> fault == null || brokenOff.add(number)));
    }
    List<Supervisor.Command> looked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      looked.add(Objects.requireNonNull(TOLD.poll(20, TimeUnit.SECONDS)));
    }
    for (Supervisor.Command one : looked) {
      ((Rescue.FindFile) one).replyTo().tell(new Rescue.Found(pipe.toString(), ""));
    }
    try {
      for (int i = 0; i < 2; i++) {
        Integer one = Objects.requireNonNull(brokenOff.poll(20, TimeUnit.SECONDS));
        answers.get(one).get(20, TimeUnit.SECONDS);
      }
      assertThat(answers.stream().filter(answer -> !answer.isDone())).hasSize(4);
    } finally {
      Files.newOutputStream(pipe).close();
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
  }

  /** A node whose drain is begun without an end. */
  private static final class Silent implements AdminNode {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public boolean draining() {
      return false;
    }

    @Override
    public String metrics() {
      return "";
    }

    @Override
    public Object describe(NodeStatus status) {
      return "";
    }

    @Override
    public Object describe(LedgerReading ledger) {
      return "";
    }

    @Override
    public CompletionStage<ReloadReceipt> reload(String cause) {
      return CompletableFuture.failedFuture(new TimeoutException("nobody answers"));
    }

    @Override
    public TapDesk.Answer tap(TapRequest request) {
      return new TapDesk.Busy("busy");
    }

    @Override
    public Explanation explain() {
      throw new IllegalStateException("this node can't explain");
    }

    @Override
    public CompletionStage<Receipt> drain(String cause) {
      DRAINS.add(cause);
      return new CompletableFuture<>();
    }
  }
}
