package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops a node and watches until it has ended; its verdict is in the receipt that it answers. */
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
  /** Of the node's start and its process's, as both are told. */
  private static final Duration SAME_START = Duration.ofMinutes(1);

  private static final int AFTER_RECEIPT_SECONDS = 30;

  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(names = "--no-wait", description = "Tell the node, and do not watch it.")
  private boolean noWait;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = admin.client();
    JsonNode before = client.get("/api/status");
    if (noWait) {
      client.post("/api/drain");
      out().println(json.isSet() ? Json.object().put("draining", true) : "draining");
      return ExitStatus.OK;
    }
    Optional<ProcessHandle> process = process(before);
    JsonNode receipt = receipt(client);
    process.ifPresent(DrainCommand::awaitEnd);
    return verdict(receipt);
  }

  /** Asks for the drain, and shows how it goes on until the node says how it ended. */
  private JsonNode receipt(AdminClient client) throws InterruptedException {
    CompletableFuture<JsonNode> receipt = client.postForLong("/api/drain?wait=1");
    show(client);
    while (true) {
      try {
        return receipt.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException stillDraining) {
        show(client);
      } catch (ExecutionException broken) {
        throw noReceipt(client, broken.getCause());
      }
    }
  }

  private static CommandFailure noReceipt(AdminClient client, @Nullable Throwable why) {
    if (why instanceof CommandFailure told) {
      return told;
    }
    try {
      client.get("/api/status");
    } catch (CommandFailure gone) {
      return new CommandFailure(
          ExitStatus.UNDELIVERED, "the node ended without a receipt: " + gone.getMessage());
    }
    return new CommandFailure(
        ExitStatus.UNAVAILABLE,
        "the connection broke while the node drains (" + why + "); drain again waits for its end");
  }

  /** The node's process, if it is one of this machine: the number alone may be another's. */
  private static Optional<ProcessHandle> process(JsonNode status) {
    Instant started = Instant.now().minusSeconds(status.path("uptime_seconds").asLong());
    return ProcessHandle.of(status.path("pid").asLong())
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .filter(at -> Duration.between(at, started).abs().compareTo(SAME_START) < 0)
                    .isPresent());
  }

  /** After its receipt a process ends soon; how it ended is known already. */
  private static void awaitEnd(ProcessHandle process) {
    process.onExit().completeOnTimeout(process, AFTER_RECEIPT_SECONDS, TimeUnit.SECONDS).join();
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
      return; // the answer that is waited for says why
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
