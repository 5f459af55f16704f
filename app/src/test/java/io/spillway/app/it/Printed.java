package io.spillway.app.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a node prints: each line goes to a file and wakes {@link Await}, and so does the end. */
final class Printed extends Thread {
  private final InputStream from;
  private final Path to;

  Printed(InputStream from, Path to) {
    super("printed-" + to.getFileName());
    setDaemon(true);
    this.from = from;
    this.to = to;
  }

  @Override
  public void run() {
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(from, StandardCharsets.ISO_8859_1));
        Writer file = Files.newBufferedWriter(to, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line + "\n");
        file.flush();
        Await.somethingHappened();
      }
    } catch (IOException killed) {
      throw new UncheckedIOException(killed);
    } finally {
      Await.somethingHappened();
    }
  }
}
