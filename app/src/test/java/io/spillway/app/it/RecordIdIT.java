package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record's id says where its first byte stood, and no two records share one: over several
 * batches, connections, files and runs, for missed records and for residues.
 */
class RecordIdIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECORDS = 3000;
  private static final Pattern OF_CONNECTION =
      Pattern.compile("(it/\\d{13}[^/]*[0-9a-f]{8}/(?:net|framed)/\\d+)/(\\d+)");
  private static final Pattern OF_FILE = Pattern.compile("(it/old/[0-9a-f]{16})/(\\d+)");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  /** What one connection or file holds: its bytes, and each record's text by its offset. */
  private record Content(byte[] bytes, Map<Long, String> records) {
    /** Records that name where they stand; every tenth has a residue, the others are missed. */
    static Content of(String stream, boolean counted, Random random) {
      StringBuilder text = new StringBuilder();
      Map<Long, String> records = new TreeMap<>();
      for (int i = 0; i < RECORDS; i++) {
        String filling = "f".repeat(random.nextInt(i % 100 == 0 ? 3000 : 60));
        String record = i % 10 == 0 ? "1234567890123456 " + stream.charAt(0) : stream + i + filling;
        text.append(counted ? record.length() + " " : "");
        records.put((long) text.length(), record);
        text.append(record).append(counted ? "" : i % 3 == 0 ? "\r\n" : "\n");
      }
      return new Content(text.toString().getBytes(StandardCharsets.ISO_8859_1), records);
    }

    /** Sends it in pieces of odd sizes, so that records are cut by reads. */
    void send(Socket to, Random random) throws IOException {
      try (to) {
        OutputStream out = to.getOutputStream();
        for (int at = 0; at < bytes.length; ) {
          int piece = Math.min(bytes.length - at, 1 + random.nextInt(20_000));
          out.write(bytes, at, piece);
          at += piece;
        }
        to.shutdownOutput();
        assertThat(to.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void idsAreUniqueAndHoldTheOffsetOfTheFirstByte() throws IOException, InterruptedException {
    List<Content> sent = new ArrayList<>();
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      configure(node);
      for (int run = 0; run < 2; run++) {
        Random random = new Random(run);
        Content file = Content.of("file", false, random);
        Content other = Content.of("other", false, random);
        Files.write(node.path("a.log"), file.bytes());
        Files.write(node.path("b.log"), other.bytes());
        node.run();
        for (String name : new String[] {"x", "y", "z"}) {
          Content plain = Content.of(name, false, random);
          plain.send(node.connect(), random);
          Content counted = Content.of("c" + name, true, random);
          counted.send(node.connectOther(), random);
          sent.addAll(List.of(plain, counted));
        }
        sent.addAll(List.of(file, other));
        node.awaitCount("sources", "old", "accepted", 2 * RECORDS);
        Receipt receipt = node.stop().delivered();
        assertThat(receipt.sink("miss").path("delivered").asLong()).isEqualTo(8 * RECORDS * 9 / 10);
        assertThat(receipt.sink("residue").path("delivered").asLong()).isEqualTo(8 * RECORDS / 10);
      }
      List<String> lines = new ArrayList<>(node.lines("out/miss.json"));
      lines.addAll(node.lines("out/residue.json"));
      verify(lines, sent);
    }
  }

  private static void configure(NodeProcess node) throws IOException {
    Files.createDirectories(node.path("rules"));
    Files.writeString(node.path("rules/n.wpl"), "rule numbers { (digit:n) }");
    node.configure(
        """
        rules = ["rules/*.wpl"]
        sources {
          net { type = tcp, port = %PORT%, framing = newline, batch-bytes = 1 KiB }
          framed { type = tcp, port = %OTHER%, framing = octet-counted, batch-bytes = 1 KiB }
          old { type = file, paths = ["*.log"], chunk-bytes = 4 KiB }
        }
        groups { all { rules = ["/numbers"], sinks { all { type = blackhole } } } }
        infra {
          miss { sinks { miss { type = file, path = "out/miss.json", encoder = json } } }
          residue { sinks { residue { type = file, path = "out/residue.json", encoder = json } } }
        }
        """);
  }

  /**
   * Each stream of ids is one of the contents, with a record at every offset that it should have.
   */
  private static void verify(List<String> lines, List<Content> sent) throws IOException {
    Map<String, Map<Long, String>> byStream = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    for (String line : lines) {
      JsonNode json = JSON.readTree(line);
      String id = json.path("id").asText();
      assertThat(ids.add(id)).as(id).isTrue();
      Pattern form = json.path("source").asText().equals("old") ? OF_FILE : OF_CONNECTION;
      Matcher parts = form.matcher(id);
      assertThat(parts.matches()).as(id).isTrue();
      String text =
          json.has("raw")
              ? json.path("raw").asText()
              : "1234567890123456 " + json.path("residue").asText();
      byStream
          .computeIfAbsent(parts.group(1), stream -> new TreeMap<>())
          .put(Long.parseLong(parts.group(2)), text);
    }
    assertThat(byStream.values())
        .containsExactlyInAnyOrderElementsOf(sent.stream().map(Content::records).toList());
    Stream<String> starts =
        byStream.keySet().stream().filter(s -> !s.contains("/old/")).map(s -> s.split("/", 3)[1]);
    assertThat(starts.distinct()).hasSize(2);
  }
}
