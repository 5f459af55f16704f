package io.spillway.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.app.settings.AdminSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks a running node over its admin API. Blocking, but for {@link #postForLong}; what fails
 * becomes a {@link CommandFailure}.
 */
final class AdminClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI address;
  private final AdminFaults faults;
  private final Optional<String> authorization;
  private final HttpClient http;

  AdminClient(URI address, AdminAccess access) {
    this.address = address;
    boolean tls = "https".equals(address.getScheme());
    faults = new AdminFaults(address, access);
    authorization = access.authorization();
    if (authorization.isPresent() && !tls && !AdminOption.isLoopback(address.getHost())) {
      throw new CommandFailure(
          ExitStatus.USAGE, "the token is not sent to " + address + " unencrypted; use https://");
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3));
    if (tls) {
      access.trust().ifPresent(builder::sslContext);
    }
    http = builder.build();
  }

  /** For the node of these settings, on this machine. */
  static AdminClient of(AdminSettings settings) {
    return new AdminClient(URI.create(settings.localUrl()), AdminAccess.of(settings));
  }

  URI address() {
    return address;
  }

  JsonNode get(String path) {
    return send(request(path).GET().timeout(PATIENCE).build(), path);
  }

  JsonNode post(String path) {
    return send(
        request(path).POST(HttpRequest.BodyPublishers.noBody()).timeout(PATIENCE).build(), path);
  }

  /** Posts what may be long, and waits for its answer as long as it takes. */
  JsonNode upload(String path, HttpRequest.BodyPublisher body) {
    return send(request(path).POST(body).build(), path);
  }

  /** Asks for what takes its time; the answer fails as the others do. */
  CompletableFuture<JsonNode> postForLong(String path) {
    return http.sendAsync(
            request(path).POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> body(path, response));
  }

  /** Posts and waits that long for an answer, which may be a refusal with reasons of its own. */
  JsonNode ask(String path, Duration patience) {
    HttpResponse<String> response =
        exchange(request(path).POST(HttpRequest.BodyPublishers.noBody()).timeout(patience).build());
    try {
      JsonNode answer = Json.parse(response.body());
      return answer.has("problems") ? answer : body(path, response);
    } catch (JsonProcessingException notJson) {
      return body(path, response);
    }
  }

  /** Lines of an answer as they come, for as long as it takes; to be closed. */
  Stream<String> lines(String path) {
    try {
      HttpResponse<Stream<String>> response =
          http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofLines());
      if (response.statusCode() == HttpURLConnection.HTTP_OK) {
        return response.body();
      }
      if (response.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
        throw faults.refused();
      }
      try (Stream<String> says = response.body()) {
        String text = says.collect(Collectors.joining("\n"));
        int status =
            response.statusCode() < HttpURLConnection.HTTP_INTERNAL_ERROR
                ? ExitStatus.FAILED
                : ExitStatus.UNAVAILABLE;
        throw new CommandFailure(status, message(text));
      }
    } catch (IOException broken) {
      throw faults.of(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.UNAVAILABLE, "interrupted");
    }
  }

  /** A name as part of a path. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonNode send(HttpRequest request, String path) {
    return body(path, exchange(request));
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      throw faults.of(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.UNAVAILABLE, "interrupted");
    }
  }

  private JsonNode body(String path, HttpResponse<String> response) {
    int status = response.statusCode();
    String text = response.body().strip();
    if (status == 401) {
      throw faults.refused();
    }
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
