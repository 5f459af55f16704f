package io.spillway.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.app.node.RescueOffline;
import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.rescue.ImportRefused;
import io.spillway.streams.rescue.ImportRequest;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes a rescue file of lines, for a replay to deliver: through the node if it runs, under its
 * lock if not.
 */
@Command(
    name = "import",
    description = "Make a rescue file of lines, all of them or none; a replay delivers them.",
    footer = {
      "",
      "Without --jsonl each line is a record, an empty one too. With it, lines are those that",
      "'rescue export --jsonl' wrote, mended perhaps: all of a line stays but its crc, which is",
      "made anew. At a line that is wrong nothing is taken, and the line is named.",
      "",
      "Examples:",
      "  spillway rescue import lost.log --sink out",
      "  zcat lost.log.gz | spillway rescue import - --sink out",
      "  spillway rescue export NAME --jsonl | sed s/secret/x/ | spillway rescue import --jsonl -"
    })
final class RescueImportCommand implements Callable<Integer> {
  private static final String STDIN = "-";

  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "FILE", description = "The lines; - is standard input.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String file;

  @Option(
      names = "--sink",
      paramLabel = "NAME",
      description = "Who is to get the records. Default with --jsonl: the sink that they name.")
  private String sink = "";

  @Option(names = "--jsonl", description = "Lines are rescue lines, not plain records.")
  private boolean jsonl;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (sink.isEmpty() && !jsonl) {
      throw new CommandFailure(
          ExitStatus.USAGE, "--sink NAME is needed: plain lines do not say who is to get them");
    }
    boolean stdin = file.equals(STDIN);
    if (!stdin && (!Files.exists(Path.of(file)) || Files.isDirectory(Path.of(file)))) {
      throw new CommandFailure(ExitStatus.NO_INPUT, "there is no file " + file);
    }
    ImportRequest request = new ImportRequest(sink, jsonl, stdin ? "stdin" : file);
    JsonNode done = nodeRuns() ? throughTheNode(request) : withoutTheNode(request);
    String text =
        String.format(
            Locale.ROOT,
            "%s: %,d records for sink %s are in %s",
            request.name(),
            done.path("records").asLong(),
            done.path("sink").asText(),
            done.path("file").asText());
    spec.commandLine().getOut().println(json.isSet() ? done : text);
    return ExitStatus.OK;
  }

  /** Asked before anything is read: standard input comes once. */
  private boolean nodeRuns() {
    try {
      admin.client().get("/api/replay");
      return true;
    } catch (CommandFailure away) {
      if (away.status() != ExitStatus.UNAVAILABLE || admin.isNamed()) {
        throw away;
      }
      return false;
    }
  }

  private JsonNode throughTheNode(ImportRequest request) {
    String path =
        "/api/rescue/import?format="
            + (jsonl ? "jsonl" : "raw")
            + "&sink="
            + AdminClient.segment(sink)
            + "&name="
            + AdminClient.segment(request.name());
    return admin
        .client()
        .upload(path, HttpRequest.BodyPublishers.ofInputStream(this::openUnchecked));
  }

  private InputStream openUnchecked() {
    try {
      return open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream open() throws IOException {
    return file.equals(STDIN)
        ? new FileInputStream(FileDescriptor.in)
        : Files.newInputStream(Path.of(file));
  }

  private JsonNode withoutTheNode(ImportRequest request) {
    NodeSettings settings = admin.config().settings();
    try (InputStream lines = open()) {
      return io.spillway.actors.Json.tree(RescueOffline.imported(settings, request, lines));
    } catch (ImportRefused | IOException e) {
      throw new CommandFailure(ExitStatus.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
