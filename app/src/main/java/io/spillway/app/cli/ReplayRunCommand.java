package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "  spillway replay run --reason timeout --since 2h --to spare",
      "  spillway replay run --order newest --files 1 --no-wait"
    })
final class ReplayRunCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final ReplayOptions options = new ReplayOptions();

  @Option(names = "--no-wait", description = "Do not wait for its end.")
  private boolean noWait;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = admin.client();
    JsonNode replay = client.post("/api/replay" + options.query());
    ReplayProgress progress =
        ReplayProgress.on(spec.commandLine().getOut(), json.isSet(), Terminal.isOut());
    while (ReplayText.underWay(replay) && !noWait) {
      progress.show(replay);
      TimeUnit.MILLISECONDS.sleep(progress.everyMillis());
      replay = client.get("/api/replay");
    }
    String state = replay.path("state").asText();
    if (state.equals("failed") && !json.isSet()) {
      progress.clear();
      throw new CommandFailure(ExitStatus.FAILED, ReplayText.render(replay));
    }
    progress.end(replay);
    boolean good = noWait || state.equals("done");
    return good ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
