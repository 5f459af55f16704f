package io.spillway.app.stat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the last run's receipt says of its sources and sinks.
 *
 * @param receipt path of the file
 * @param problem why it says nothing; empty if it does
 * @param since why it says nothing of sinks any more; empty if it does
 * @param accepted records by source
 * @param delivered records by sink
 */
public record LastRun(
    String receipt,
    String problem,
    String since,
    String started,
    String ended,
    Map<String, Long> accepted,
    Map<String, Long> delivered) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static LastRun of(Path dataDir) {
    Path file = dataDir.resolve("receipt.json");
    try {
      return Files.exists(file)
          ? of(file, MAPPER.readTree(Files.readString(file)))
          : none(file, "there is no receipt " + file + why(dataDir));
    } catch (JsonProcessingException e) {
      return none(file, file + " is no receipt: " + e.getOriginalMessage());
    } catch (IOException e) {
      return none(file, "can't read " + file + ": " + e);
    }
  }

  private static String why(Path dataDir) {
    Path previous = dataDir.resolve("receipt-previous.json");
    return Files.exists(previous)
        ? ": the last run has not ended, or was killed (" + previous + " is of one before)"
        : "";
  }

  private static LastRun of(Path file, JsonNode receipt) throws IOException {
    Map<String, Long> accepted = counts(receipt, "sources", "source", "accepted");
    if (accepted.isEmpty()) {
      return none(
          file, "the receipt " + file + " is of a run without sources, and says nothing of others");
    }
    Path daemon = file.resolveSibling("rescue-receipt.json");
    boolean daemonSince =
        Files.exists(daemon)
            && Files.getLastModifiedTime(daemon).compareTo(Files.getLastModifiedTime(file)) >= 0;
    return new LastRun(
        file.toString(),
        "",
        daemonSince ? "spillway rescue daemon has run since, and may have delivered more" : "",
        receipt.path("started").asText(),
        receipt.path("ended").asText(),
        accepted,
        daemonSince ? Map.of() : counts(receipt, "sinks", "sink", "delivered"));
  }

  private static LastRun none(Path file, String problem) {
    return new LastRun(file.toString(), problem, "", "", "", Map.of(), Map.of());
  }

  private static Map<String, Long> counts(
      JsonNode receipt, String parts, String name, String count) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (JsonNode part : receipt.path("ledger").path(parts)) {
      counts.merge(part.path(name).asText(), part.path(count).asLong(), Long::sum);
    }
    return counts;
  }

  /** Records of all sources; null if it says nothing. */
  public @Nullable Long input() {
    return problem.isEmpty() ? accepted.values().stream().mapToLong(Long::longValue).sum() : null;
  }

  /** Which run it is of, for people. */
  public String run() {
    return "the run from " + started + " to " + ended + ", by " + receipt;
  }
}
