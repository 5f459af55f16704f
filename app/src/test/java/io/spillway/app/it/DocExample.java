package io.spillway.app.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An example of a page: files, the nodes that are started with them, commands, and what is in files
 * or was printed then. Files before the first {@code sh run} are written, those after it must come
 * to be there. Without {@code sh run} the configuration is only checked. Its ports are replaced by
 * free ones, and folders of the system by such in its own folder.
 */
final class DocExample {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PORT = Pattern.compile("port *= *(\\d{3,5})");
  private static final Pattern ADMIN = Pattern.compile("admin *\\{[^}]*} *\\n");
  private static final Pattern SYSTEM = Pattern.compile("\"/((?:var|etc|run)/(?:[\\w.-]+/)*)");
  private static final Pattern RUN = Pattern.compile("spillway (run|batch)(?: --config (\\S+))?");
  private static final int PORTS_FROM = 20_000;
  private static final int PORTS_TO = 32_768;

  private final List<DocBlock> blocks = new ArrayList<>();
  private final Map<String, String> ports = new HashMap<>();
  private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
  private final Deque<NodeProcess> running = new ArrayDeque<>();
  private Path folder = Path.of("");
  private String printed = "";

  /** The examples of a page, in order. */
  static List<DocExample> of(Path page) throws IOException {
    List<DocExample> examples = new ArrayList<>();
    Set<String> written = new HashSet<>();
    boolean ran = true;
    for (DocBlock block : DocBlock.of(page)) {
      if (block.isConfiguration() && (ran || written.contains(block.word()))) {
        examples.add(new DocExample());
        written.clear();
        ran = false;
      }
      assertThat(examples).as("line %d: no spillway.conf before it", block.line()).isNotEmpty();
      written.add(block.word());
      ran |= block.is("sh run");
      examples.get(examples.size() - 1).blocks.add(block);
    }
    return examples;
  }

  int line() {
    return blocks.get(0).line();
  }

  /** Whether it starts a node, does something to it and says what comes out. */
  boolean isWhole() {
    boolean ran = false;
    boolean shows = false;
    for (DocBlock block : blocks) {
      ran |= block.is("sh run");
      shows |= ran && !block.language().equals("sh");
    }
    return ran && shows;
  }

  void run(Path in) throws IOException, InterruptedException {
    folder = in;
    try {
      for (DocBlock block : blocks) {
        step(block);
      }
      if (nodes.values().stream().noneMatch(NodeProcess::wasLaunched)) {
        check();
      }
      while (!running.isEmpty()) {
        running.pop().end().delivered();
      }
    } finally {
      nodes.values().forEach(NodeProcess::close);
    }
  }

  private void step(DocBlock block) throws IOException, InterruptedException {
    if (block.is("sh run")) {
      start(block);
    } else if (block.is("sh do")) {
      printed = shell(block);
    } else if (block.is("text prints")) {
      assertThat(block.matches(printed)).as("line %d: %s", block.line(), printed).isTrue();
    } else if (block.is("json receipt")) {
      receipt(block);
    } else if (nodes.values().stream().noneMatch(NodeProcess::wasLaunched)) {
      write(block);
    } else {
      await(block);
    }
  }

  private void write(DocBlock block) throws IOException {
    Path file = folder.resolve(block.word());
    String in = block.word().contains("/") ? block.word().replaceFirst("/[^/]*$", "") : "";
    Files.createDirectories(folder.resolve(in));
    if (block.isConfiguration()) {
      Matcher port = PORT.matcher(ADMIN.matcher(block.text()).replaceAll(""));
      while (port.find()) {
        ports.putIfAbsent(port.group(1), Integer.toString(free()));
      }
      String text = ADMIN.matcher(replaced(block.text())).replaceAll("");
      nodes.put(in, new NodeProcess(folder.resolve(in)).configure(text));
    } else {
      Files.writeString(file, block.text());
    }
  }

  private String replaced(String text) throws IOException {
    Matcher system = SYSTEM.matcher(text);
    while (system.find()) {
      Files.createDirectories(folder.resolve(system.group(1)));
    }
    String all = SYSTEM.matcher(text).replaceAll("\"" + folder + "/$1");
    for (Map.Entry<String, String> port : ports.entrySet()) {
      all = all.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
    }
    return all;
  }

  private void start(DocBlock block) throws IOException, InterruptedException {
    Matcher run = RUN.matcher(block.text());
    assertThat(run.find()).as("line %d starts no node", block.line()).isTrue();
    String name = run.group(2) == null ? "" : run.group(2);
    NodeProcess node =
        requireNonNull(nodes.get(name), () -> "no configuration for line " + block.line());
    node.launchFrom(folder, replaced(block.text()));
    running.push(node);
    if (run.group(1).equals("run")) {
      node.awaitReady();
    } else {
      node.exit();
    }
  }

  private void receipt(DocBlock block) throws IOException, InterruptedException {
    JsonNode receipt = running.pop().end().json();
    JSON.readTree(block.text())
        .properties()
        .forEach(
            member ->
                assertThat(receipt.path(member.getKey()))
                    .as("line %d, %s", block.line(), member.getKey())
                    .isEqualTo(member.getValue()));
  }

  private void await(DocBlock block) throws IOException, InterruptedException {
    Await.until(
        () -> "line %d: %s has\n%s".formatted(block.line(), block.word(), written(block.word())),
        PATIENCE,
        () -> block.matches(written(block.word())));
  }

  private String written(String name) {
    Path file =
        name.equals("stdout") && !running.isEmpty()
            ? running.getFirst().path("node.out")
            : folder.resolve(name);
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException notYet) {
      return "";
    }
  }

  private void check() throws IOException, InterruptedException {
    for (NodeProcess node : nodes.values()) {
      NodeProcess.Ended check = node.command("check");
      assertThat(check.status()).as(check.out() + check.err()).isZero();
    }
  }

  private String shell(DocBlock block) throws IOException, InterruptedException {
    Path out = folder.resolve("do-" + block.line());
    Process shell =
        NodeProcess.shell(folder, "set -e\n" + replaced(block.text()))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int status = shell.waitFor();
    String said = Files.readString(out);
    assertThat(status).as("line %d: %s", block.line(), said).isZero();
    return said;
  }

  /** A port that is free for TCP and UDP, below those that the system gives to clients. */
  private static int free() throws IOException {
    IOException last = new IOException();
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(PORTS_FROM, PORTS_TO);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      try (ServerSocket tcp = new ServerSocket();
          DatagramSocket udp = new DatagramSocket(address)) {
        tcp.bind(address);
        return udp.getLocalPort();
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw last;
  }
}
