package io.spillway.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks a running node over its admin API. Blocking; what fails becomes a {@link CommandFailure}.
 */
final class AdminClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI address;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();

  AdminClient(URI address) {
    this.address = address;
  }

  URI address() {
    return address;
  }

  JsonNode get(String path) {
    return send(HttpRequest.newBuilder().GET(), path);
  }

  JsonNode post(String path) {
    return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), path);
  }

  /** Lines of an answer as they come, for as long as it takes; to be closed. */
  Stream<String> lines(String path) {
    HttpRequest request = HttpRequest.newBuilder().GET().uri(address.resolve(path)).build();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      if (response.statusCode() == HttpURLConnection.HTTP_OK) {
        return response.body();
      }
      try (Stream<String> says = response.body()) {
        String text = says.collect(Collectors.joining("\n"));
        int status =
            response.statusCode() < HttpURLConnection.HTTP_INTERNAL_ERROR
                ? ExitStatus.FAILED
                : ExitStatus.UNAVAILABLE;
        throw new CommandFailure(status, message(text));
      }
    } catch (ConnectException refused) {
      throw nobody();
    } catch (IOException broken) {
      throw broken(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.UNAVAILABLE, "interrupted");
    }
  }

  /** A name as part of a path. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(HttpRequest.Builder request, String path) {
    try {
      return body(
          path,
          http.send(
              request.uri(address.resolve(path)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (ConnectException refused) {
      throw nobody();
    } catch (IOException broken) {
      throw broken(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.UNAVAILABLE, "interrupted");
    }
  }

  private CommandFailure nobody() {
    return new CommandFailure(
        ExitStatus.UNAVAILABLE,
        "no node answers at "
            + address
            + " (connection refused); is it running? Name another address with --admin HOST:PORT"
            + " or another configuration with --config");
  }

  private CommandFailure broken(IOException fault) {
    return new CommandFailure(
        ExitStatus.UNAVAILABLE, "the node at " + address + " did not answer: " + fault);
  }

  private JsonNode body(String path, HttpResponse<String> response) {
    int status = response.statusCode();
    String text = response.body().strip();
    if (status >= 300) {
      throw new CommandFailure(
          status == 404 || status == 409 ? ExitStatus.FAILED : ExitStatus.UNAVAILABLE,
          "the node answers "
              + status
              + " to "
              + path
              + (text.isEmpty() ? "" : ": " + message(text)));
    }
    try {
      return Json.parse(text.isEmpty() ? "{}" : text);
    } catch (JsonProcessingException notJson) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE,
          address + path + " does not answer in JSON; is it a Spillway node?");
    }
  }

  private static String message(String text) {
    try {
      JsonNode json = Json.parse(text);
      return json.path("detail").asText(json.path("error").asText(text));
    } catch (JsonProcessingException plain) {
      return text;
    }
  }
}
