package io.spillway.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

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

  /** Posts and waits that long for an answer, which may be a refusal with reasons of its own. */
  JsonNode ask(String path, Duration patience) {
    HttpResponse<String> response =
        exchange(
            HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), path, patience);
    try {
      JsonNode answer = Json.parse(response.body());
      return answer.has("problems") ? answer : body(path, response);
    } catch (JsonProcessingException notJson) {
      return body(path, response);
    }
  }

  /** A name as part of a path. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(HttpRequest.Builder request, String path) {
    return body(path, exchange(request, path, PATIENCE));
  }

  private HttpResponse<String> exchange(
      HttpRequest.Builder request, String path, Duration patience) {
    try {
      return http.send(
          request.uri(address.resolve(path)).timeout(patience).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException refused) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE,
          "no node answers at "
              + address
              + " (connection refused); is it running? Name another address with --admin HOST:PORT"
              + " or another configuration with --config");
    } catch (IOException broken) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE, "the node at " + address + " did not answer: " + broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.UNAVAILABLE, "interrupted");
    }
  }

  private JsonNode body(String path, HttpResponse<String> response) {
    int status = response.statusCode();
    String text = response.body().strip();
    if (isNo(status) && !text.isEmpty()) {
      throw new CommandFailure(ExitStatus.FAILED, message(text));
    }
    if (status >= 300) {
      throw new CommandFailure(
          isNo(status) ? ExitStatus.FAILED : ExitStatus.UNAVAILABLE,
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

  /** There is no such part, or it can't be done now: the node says why. */
  private static boolean isNo(int status) {
    return status == 404 || status == 409;
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
