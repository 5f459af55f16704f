package io.spillway.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops a node and watches until it has ended; its verdict is in the receipt it leaves. */
@Command(
    name = "drain",
    description = "Stop a node: no new input, everything accepted goes out; wait for its verdict.",
    footer = {
      "",
      "Ends as the node ends: 0 all delivered, 10 rescue files are left, 20 records undelivered.",
      "",
      "Examples:",
      "  spillway drain",
      "  spillway drain --no-wait --admin 127.0.0.1:9600"
    })
final class DrainCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(names = "--no-wait", description = "Tell the node, and do not watch it.")
  private boolean noWait;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    AdminClient client = admin.client();
    JsonNode before = client.get("/api/status");
    if (noWait) {
      client.post("/api/drain");
      out().println(json.isSet() ? Json.object().put("draining", true) : "draining");
      return ExitStatus.OK;
    }
    if (!isOnThisMachine(client.address().getHost())) {
      CompletableFuture<JsonNode> receipt = client.postForLong("/api/drain?wait=1");
      watch(client, receipt);
      return verdict(receipt.join());
    }
    client.post("/api/drain");
    watch(client, before.path("pid").asLong());
    return verdict(Path.of(before.path("receipt").asText()));
  }

  private void watch(AdminClient client, long pid) throws InterruptedException {
    Optional<ProcessHandle> node = ProcessHandle.of(pid);
    if (node.isPresent()) {
      watch(client, node.get().onExit());
    }
  }

  private void watch(AdminClient client, CompletableFuture<?> end) throws InterruptedException {
    while (!end.isDone()) {
      show(client);
      waitFor(end);
    }
  }

  /** Whether the node's process and its receipt can be looked at. */
  private static boolean isOnThisMachine(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
  }

  private static void waitFor(CompletableFuture<?> end) throws InterruptedException {
    try {
      end.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException stillThere) {
      return;
    } catch (ExecutionException broken) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE, "the node did not say how its drain ended: " + broken.getCause());
    }
  }

  private void show(AdminClient client) {
    if (json.isSet()) {
      return;
    }
    try {
      for (JsonNode lane : client.get("/api/status").path("drain").path("pending")) {
        String left = lane.hasNonNull("seconds_left") ? lane.path("seconds_left").asText() : "?";
        out()
            .printf(
                "%s pending_left=%d seconds_left=%s%n",
                lane.path("sink").asText(), lane.path("pending_left").asLong(), left);
      }
      out().flush();
    } catch (CommandFailure closed) {
      out().println("the admin API is closed; waiting for the process to end");
    }
  }

  private int verdict(Path receipt) throws IOException {
    if (!Files.isReadable(receipt)) {
      throw new CommandFailure(
          ExitStatus.UNDELIVERED, "the node ended without a receipt at " + receipt);
    }
    String text = Files.readString(receipt).strip();
    try {
      return verdict(Json.parse(text));
    } catch (JsonProcessingException torn) {
      throw new CommandFailure(ExitStatus.UNDELIVERED, receipt + " is no receipt: " + torn);
    }
  }

  private int verdict(JsonNode receipt) {
    out().println(json.isSet() ? receipt : "verdict: " + receipt.path("verdict").asText());
    return receipt.path("exit_status").asInt(ExitStatus.UNDELIVERED);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
