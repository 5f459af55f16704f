package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node's folder, and the process that runs in it, started through the launcher. The configuration
 * names its TCP ports {@code %PORT%} and {@code %OTHER%}; all ports are free ones. Closing it kills
 * what still runs.
 */
final class NodeProcess implements AutoCloseable {
  private static final Path SCRIPT = Path.of("../scripts/spillway").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** How often a node prints its ledger, by which tests see that something has changed. */
  private static final String LEDGER_EVERY = "50ms";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path folder;
  private final Jdk jdk;
  private final int port = freePort();
  private final int otherPort = freePort();
  private final int adminPort = freePort();
  private final List<Process> started = new ArrayList<>();
  private String receiptName = "receipt.json";
  private final Map<String, String> environment = new HashMap<>();

  /** What a command of the program said. */
  record Ended(int status, String out, String err) {}

  /** An answer of the admin port. */
  record Answer(int status, String body) {
    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  NodeProcess(Path folder, Jdk jdk) throws IOException {
    this.folder = folder;
    this.jdk = jdk;
    Files.createDirectories(folder);
  }

  NodeProcess(Path folder) throws IOException {
    this(folder, Jdk.own());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The launcher, for tests that start it their own way. */
  static Path script() {
    return SCRIPT;
  }

  // ---- its folder

  Path path(String name) {
    return folder.resolve(name);
  }

  int port() {
    return port;
  }

  int adminPort() {
    return adminPort;
  }

  /** Writes the configuration, with the node's name and admin port before it. */
  NodeProcess configure(String text) throws IOException {
    Files.writeString(
        path("spillway.conf"),
        "node { name = it }\nadmin { port = %d }\n".formatted(adminPort)
            + text.replace("%PORT%", Integer.toString(port))
                .replace("%OTHER%", Integer.toString(otherPort)));
    return this;
  }

  /** Lines of an output file; none if it does not exist. */
  List<String> lines(String name) throws IOException {
    Path file = path(name);
    return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
  }

  String log() throws IOException {
    Path log = path("logs/spillway.log");
    return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
  }

  long loggedTimes(String words) throws IOException {
    return lines("logs/spillway.log").stream().filter(line -> line.contains(words)).count();
  }

  /** Changes the configuration, and has the node read it again; it must take it. */
  JsonNode reload(String text) throws IOException, InterruptedException {
    Answer answer = configure(text).post("/api/reload");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("problems")).isEmpty();
    return answer.json();
  }

  // ---- its process

  /** Starts {@code run} or {@code batch} and does not wait; {@link Await} hears what it prints. */
  NodeProcess launch(String command) throws IOException {
    return launch(command, "--json", "--stat", LEDGER_EVERY);
  }

  /** As {@link #launch(String)}, any command that goes on. */
  NodeProcess launch(String... arguments) throws IOException {
    receiptName = arguments[0].equals("rescue") ? "rescue-receipt.json" : "receipt.json";
    return started(builder(List.of(arguments)));
  }

  private NodeProcess started(ProcessBuilder builder) throws IOException {
    Process node = builder.start();
    started.add(node);
    new Printed(node.getInputStream(), path("node.out")).start();
    new Printed(node.getErrorStream(), path("node.err")).start();
    var unused = node.onExit().thenRun(Await::somethingHappened);
    return this;
  }

  /** Starts the node by this line of a shell, in a folder; what it is told to print is added. */
  NodeProcess launchFrom(Path where, String line) throws IOException {
    String chatty = line.replaceFirst("run|batch", "$0 --json --stat " + LEDGER_EVERY);
    return started(
        shell(where, chatty.replaceFirst("(?m)^((\\S+=\\S+ )*)spillway", "$1exec spillway")));
  }

  /** A shell that knows {@code spillway}, as its user's does. */
  static ProcessBuilder shell(Path where, String lines) {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", lines).directory(where.toFile());
    shell
        .environment()
        .merge("PATH", SCRIPT.resolveSibling("").toString(), (all, own) -> own + ":" + all);
    shell.environment().put("JAVA_HOME", Jdk.own().home().toString());
    shell.environment().put("SPILLWAY_JAVA_OPTS", "-Xmx256m");
    return shell;
  }

  boolean wasLaunched() {
    return !started.isEmpty();
  }

  /** Starts {@code run} and waits until it is ready. */
  NodeProcess run() throws IOException, InterruptedException {
    return launch("run").awaitReady();
  }

  NodeProcess awaitReady() throws IOException, InterruptedException {
    Await.until(
        () -> "ready; it said " + said("node.err"),
        PATIENCE,
        () -> {
          assertThat(process().isAlive()).as(() -> "ended: " + said("node.err")).isTrue();
          return probe("/readyz") == 200;
        });
    return this;
  }

  /** Runs a command to its end; those that ask the node get its address by the configuration. */
  Ended command(String... arguments) throws IOException, InterruptedException {
    return commandWith(Map.of(), arguments);
  }

  /** As {@link #command}, with these variables in its environment. */
  Ended commandWith(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    String name = "command-" + started.size();
    ProcessBuilder builder =
        builder(List.of(arguments))
            .redirectOutput(path(name + ".out").toFile())
            .redirectError(path(name + ".err").toFile());
    builder.environment().putAll(environment);
    Process command = builder.start();
    started.add(0, command);
    assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Ended(command.exitValue(), said(name + ".out"), said(name + ".err"));
  }

  /** Sets a variable of what is started from now on. */
  NodeProcess environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  private ProcessBuilder builder(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.home().toString());
    builder.environment().put("SPILLWAY_JAVA_OPTS", "-Xmx256m");
    builder.environment().putAll(environment);
    return builder;
  }

  private String said(String file) {
    try {
      return Files.readString(path(file), StandardCharsets.ISO_8859_1);
    } catch (IOException nothing) {
      return "";
    }
  }

  private Process process() {
    return started.get(started.size() - 1);
  }

  /** Sends {@code TERM}, {@code INT} or {@code KILL}; several right behind each other. */
  void signal(String... names) throws IOException, InterruptedException {
    String pid = Long.toString(process().pid());
    String kills =
        Stream.of(names).map(name -> "kill -" + name + " " + pid).collect(Collectors.joining("; "));
    new ProcessBuilder("sh", "-c", kills).start().waitFor();
  }

  /** Waits for its end; the exit status. */
  int exit() throws InterruptedException {
    assertThat(process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(() -> "the node ends; it said " + said("node.err"))
        .isTrue();
    return process().exitValue();
  }

  /** Waits for its end and reads what it left; its equations hold, nothing is in flight. */
  Receipt receipt() throws IOException, InterruptedException {
    int status = exit();
    Path file = path("data").resolve(receiptName);
    assertThat(file).as(() -> "receipt; the node said " + said("node.err")).exists();
    return new Receipt(JSON.readTree(Files.readString(file)), status)
        .balanced(log().contains("reload applied"));
  }

  /** SIGTERM, and then {@link #receipt}. */
  Receipt stop() throws IOException, InterruptedException {
    signal("TERM");
    return receipt();
  }

  /** Its receipt, after SIGTERM if it still runs. */
  Receipt end() throws IOException, InterruptedException {
    return process().isAlive() ? stop() : receipt();
  }

  // ---- its ports

  Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  Socket connectOther() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), otherPort);
  }

  /** Sends this over a connection of its own and closes it. */
  void send(String text) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
    }
  }

  /** As {@link #send}: {@code from}, {@code from + 1}, ... of the sender's lines. */
  void sendLines(int connection, int from, int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      text.append(Sender.line(connection, i)).append('\n');
    }
    send(text.toString());
  }

  Answer get(String path) throws IOException, InterruptedException {
    return answer(HttpRequest.newBuilder(uri(path)).GET());
  }

  Answer post(String path) throws IOException, InterruptedException {
    return answer(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Where its admin API is. */
  String admin() {
    return "http://127.0.0.1:" + adminPort;
  }

  private URI uri(String path) {
    return URI.create(admin() + path);
  }

  private static Answer answer(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /** The status of a GET, 0 while nobody listens. */
  int probe(String path) throws IOException, InterruptedException {
    try {
      return get(path).status();
    } catch (ConnectException notYet) {
      return 0;
    }
  }

  JsonNode ledger() throws IOException, InterruptedException {
    return get("/api/ledger").json();
  }

  /** A count of a sink or source in the ledger as it is now. */
  long count(String parts, String name, String key) throws IOException, InterruptedException {
    return Receipt.part(ledger(), parts, name).path(key).asLong();
  }

  void awaitCount(String parts, String name, String key, long wanted)
      throws IOException, InterruptedException {
    Await.until(
        "%s %s %s=%d".formatted(parts, name, key, wanted),
        PATIENCE,
        () -> count(parts, name, key) == wanted);
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
