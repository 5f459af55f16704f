package io.spillway.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.app.settings.Configuration;
import io.spillway.app.settings.NodeSettings;
import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.rescue.RescueName;
import io.spillway.streams.source.file.FoundFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows, then removes what a node left in its data and log folders; undelivered records only if
 * asked.
 */
@Command(
    name = "clean",
    description = "Show, and with --yes remove, a stopped node's data and logs.",
    footer = {
      "",
      "Rescue files and journals hold records that were not delivered: they go only with",
      "--rescue --yes.",
      "",
      "Examples:",
      "  spillway clean",
      "  spillway clean --yes"
    })
final class CleanCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(names = "--yes", description = "Remove what is shown.")
  private boolean yes;

  @Option(names = "--rescue", description = "Rescue files and journals as well.")
  private boolean rescue;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Configuration.Outcome outcome = config.read();
    if (!outcome.isGood() || outcome.settings().isEmpty()) {
      return ProblemPrinter.print(outcome.problems(), json.isSet(), spec.commandLine());
    }
    NodeSettings node = outcome.settings().get();
    refuseIfUnsafe(node);
    List<Path> files = new ArrayList<>(files(node.dataDir(), node));
    files.addAll(files(node.logDir(), node));
    refuseIfOwned(node);
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
      if (yes) {
        Files.delete(file);
      }
    }
    if (yes) {
      removeEmptyFolders(node.dataDir());
      removeEmptyFolders(node.logDir());
    }
    report(files, bytes);
    return ExitStatus.OK;
  }

  private void report(List<Path> files, long bytes) {
    if (json.isSet()) {
      ObjectNode object = Json.object().put("removed", yes).put("bytes", bytes);
      ArrayNode names = object.putArray("files");
      files.forEach(file -> names.add(file.toString()));
      spec.commandLine().getOut().println(object);
      return;
    }
    files.forEach(file -> spec.commandLine().getOut().println((yes ? "removed " : "") + file));
    String rest = yes || files.isEmpty() ? "" : "; remove them with --yes";
    spec.commandLine().getOut().println(files.size() + " files, " + bytes + " bytes" + rest);
  }

  private List<Path> files(Path folder, NodeSettings node) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> kept =
        Stream.of(node.rescue().folder(), node.rescue().rejected(), node.journals())
            .map(FoundFiles::real)
            .toList();
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> rescue || !isKept(file, kept))
          .sorted()
          .toList();
    }
  }

  /** What holds records; also where rescue files were before their folder's setting changed. */
  private static boolean isKept(Path file, List<Path> kept) {
    Path real = FoundFiles.real(file);
    return kept.stream().anyMatch(real::startsWith)
        || RescueName.parse(String.valueOf(file.getFileName())).isPresent();
  }

  private static void removeEmptyFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        try (Stream<Path> inside = Files.list(path)) {
          if (inside.findAny().isPresent()) {
            continue;
          }
        }
        Files.delete(path);
      }
    }
  }

  /** Its folders' locks tell a node that runs, whatever is configured meanwhile. */
  private static void refuseIfOwned(NodeSettings node) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(node.rescue().folder()));
    if (Files.isDirectory(node.dataDir())) {
      try (Stream<Path> all = Files.walk(node.dataDir())) {
        all.filter(Files::isDirectory).forEach(folders::add);
      }
    }
    for (Path folder : folders) {
      if (OwnerLock.isTaken(folder)) {
        throw new CommandFailure(
            ExitStatus.FAILED,
            "process " + OwnerLock.holder(folder) + " uses " + folder + "; stop the node first");
      }
    }
  }

  /**
   * Not while something answers for the node, and never a folder that holds more than the node's
   * own files.
   */
  private static void refuseIfUnsafe(NodeSettings node) {
    for (Path folder : List.of(node.dataDir(), node.logDir())) {
      if (node.config().startsWith(folder) || node.workDir().startsWith(folder)) {
        throw new CommandFailure(
            ExitStatus.CONFIGURATION, folder + " holds more than data and logs; nothing removed");
      }
    }
    InetSocketAddress admin =
        new InetSocketAddress(node.admin().reachableHost(), node.admin().port());
    try (Socket socket = new Socket()) {
      socket.connect(admin, 1000);
    } catch (IOException nobody) {
      return;
    }
    throw new CommandFailure(
        ExitStatus.FAILED, "something answers at " + node.admin().url() + "; stop the node first");
  }
}
