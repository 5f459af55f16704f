package io.spillway.app.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An admin API that answers what the test tells it and remembers what it was asked. */
final class FakeNode implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private volatile String brokenAt = "";
  private volatile String deadAt = "";

  FakeNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request =
              exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
          asked.add(request);
          if (request.equals(deadAt)) {
            var unused = CompletableFuture.runAsync(() -> server.stop(0));
            return;
          }
          String answer = answers.get(request);
          if (answer == null && request.equals(brokenAt)) {
            exchange.close();
            return;
          }
          byte[] body =
              (answer == null ? "{\"error\":\"no such thing\"}" : answer)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  FakeNode answer(String request, String body) {
    answers.put(request, body);
    return this;
  }

  /** Breaks the connection of this request. */
  FakeNode breakAt(String request) {
    brokenAt = request;
    return this;
  }

  /** Ends at this request, without an answer. */
  FakeNode dieAt(String request) {
    deadAt = request;
    return this;
  }

  List<String> asked() {
    return asked;
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
