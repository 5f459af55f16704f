package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The output is removed, folder and all, while records are written at full speed: with it goes what
 * was written to it before, and no record that was written later.
 */
class RemovedOutputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int REMOVALS = 10;
  private static final int LINE = Sender.line(0, 0).length() + 1;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  /** What one file held at its end: lines from one number to before another. */
  private record Piece(long first, long next) {
    /** Fails unless its lines are in order without a gap; a cut tail may follow. */
    static Piece of(FileChannel file) throws IOException {
      ByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
      int lines = (int) (file.size() / LINE);
      long first = number(bytes, 0);
      for (int i = 0; i < lines; i++) {
        if (number(bytes, i) != first + i) {
          throw new AssertionError(number(bytes, i) + " is where " + (first + i) + " should be");
        }
      }
      return new Piece(first, first + lines);
    }

    private static long number(ByteBuffer lines, int line) {
      byte[] digits = new byte[9];
      lines.get(line * LINE + 4, digits);
      return Long.parseLong(new String(digits, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void takesNothingWithItThatWasWrittenLater() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      node.configure(
              """
              rules = []
              sources { net { type = tcp, rules = [], port = %PORT%, framing = newline } }
              groups { all { rules = ["/raw"], sinks { out {
                type = file, path = "out/sub/out.log", encoder = raw
              } } } }
              """)
          .run();
      List<Sender> senders = Sender.start(node, 1, Long.MAX_VALUE);
      Path out = node.path("out/sub/out.log");
      long mayBeGone = 0;
      for (int i = 0; i < REMOVALS; i++) {
        awaitMore(node);
        Await.until("a file", PATIENCE, () -> Files.exists(out) && Files.size(out) > 0);
        try (FileChannel file = FileChannel.open(out, StandardOpenOption.READ)) {
          Files.delete(out);
          long written = file.size();
          removeFolders(node.path("out"));
          awaitMore(node);
          Piece piece = Piece.of(file);
          assertThat(piece.first()).isLessThanOrEqualTo(mayBeGone);
          mayBeGone = piece.first() + written / LINE;
        }
      }
      node.stop().delivered();
      Sender.joinAll(senders);
      try (FileChannel last = FileChannel.open(out, StandardOpenOption.READ)) {
        Piece piece = Piece.of(last);
        assertThat(piece.first()).isLessThanOrEqualTo(mayBeGone);
        assertThat(piece.next()).isGreaterThan(mayBeGone);
      }
    }
  }

  private static void awaitMore(NodeProcess node) throws IOException, InterruptedException {
    long before = node.count("sinks", "out", "delivered");
    Await.until(
        "more is delivered",
        PATIENCE,
        () -> node.count("sinks", "out", "delivered") > before + 1_000);
  }

  /** As far as nothing new is in them. */
  private static void removeFolders(Path out) throws IOException {
    try {
      Files.delete(out.resolve("sub"));
      Files.delete(out);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) { // the node was faster
      assertThat(out).exists();
    }
  }
}
