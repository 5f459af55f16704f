package io.spillway.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first configuration; never over anything that is there. */
@Command(
    name = "init",
    description = "Write a commented configuration, example rules and folders into DIR.",
    footer = {
      "",
      "Never overwrites: names what exists and writes the rest.",
      "",
      "Examples:",
      "  spillway init my-node && spillway check --config my-node"
    })
final class InitCommand implements Callable<Integer> {
  /** The files of the template, as in the project's {@code conf} folder. */
  static final List<String> FILES =
      List.of(
          "spillway.conf",
          "rules/kv.wpl",
          "rules/nginx.wpl",
          "sinks/defaults.conf",
          "sinks/business.d/kv.conf",
          "sinks/infra.d/miss.conf");

  private static final String TEMPLATE = "/template/";

  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "DIR", description = "The folder; made if it is not there.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path folder;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ObjectNode result = Json.object().put("folder", folder.toAbsolutePath().normalize().toString());
    ArrayNode written = result.putArray("written");
    ArrayNode kept = result.putArray("kept");
    for (String file : FILES) {
      (write(file) ? written : kept).add(file);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.isSet()) {
      out.println(result);
    } else {
      written.forEach(file -> out.println("wrote   " + folder.resolve(file.asText())));
      kept.forEach(
          file -> out.println("exists  " + folder.resolve(file.asText()) + ", left as it is"));
      out.println("next: spillway check --config " + folder);
    }
    return ExitStatus.OK;
  }

  private boolean write(String file) throws IOException {
    Path target = folder.resolve(file);
    try (InputStream template = InitCommand.class.getResourceAsStream(TEMPLATE + file)) {
      if (template == null) {
        throw new IllegalStateException("the program lacks its template " + file);
      }
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.copy(template, target);
      return true;
    } catch (FileAlreadyExistsException there) {
      return false;
    }
  }
}
