package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Starts a replay and watches it to its end; the replay goes on when the command is interrupted.
 */
@Command(
    name = "run",
    description = "Replay rescue files: deliver them, oldest first, and delete what is done.",
    footer = {
      "",
      "Ends with 0 when all is done, with 1 when there was nothing to do or it ended earlier.",
      "",
      "Examples:",
      "  spillway replay run",
      "  spillway replay run --sink archive --speed-limit 5000",
      "  spillway replay run --order newest --files 1 --no-wait"
    })
final class ReplayRunCommand implements Callable<Integer> {
  /** Which file is the first one. */
  enum Order {
    OLDEST,
    NEWEST
  }

  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(names = "--sink", paramLabel = "NAME", description = "Only files of this sink.")
  private final List<String> sinks = new ArrayList<>();

  @Option(names = "--file", paramLabel = "FILE", description = "Only this file, by its name.")
  private final List<String> files = new ArrayList<>();

  @Option(names = "--order", description = "oldest or newest first. Default: oldest.")
  private Order order = Order.OLDEST;

  @Option(names = "--files", paramLabel = "N", description = "At most so many files.")
  private int most;

  @Option(
      names = "--speed-limit",
      paramLabel = "N",
      description = "At most so many records per second.")
  private long speedLimit;

  @Option(names = "--no-wait", description = "Do not wait for its end.")
  private boolean noWait;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (most < 0 || speedLimit < 0) {
      throw new ParameterException(
          spec.commandLine(), "--files and --speed-limit must not be below 0");
    }
    AdminClient client = admin.client();
    JsonNode replay = client.post("/api/replay" + query());
    while (ReplayText.underWay(replay) && !noWait) {
      print(replay);
      TimeUnit.SECONDS.sleep(1);
      replay = client.get("/api/replay");
    }
    print(replay);
    boolean good = noWait || replay.path("state").asText().equals("done");
    return good ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private void print(JsonNode replay) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json.isSet() ? replay : ReplayText.render(replay));
    out.flush();
  }

  private String query() {
    StringBuilder query = new StringBuilder("?newest=" + (order == Order.NEWEST));
    query.append("&files=").append(most).append("&speed_limit=").append(speedLimit);
    sinks.forEach(sink -> query.append("&sink=").append(AdminClient.segment(sink)));
    files.forEach(file -> query.append("&file=").append(AdminClient.segment(file)));
    return query.toString();
  }
}
