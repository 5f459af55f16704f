package io.spillway.streams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Inputs that should break a reader and must not: those that once did, then seeds with bytes
 * changed, cut out, put in and repeated. The same seed gives the same inputs; ends after {@code
 * rounds} or a second and a half.
 */
public final class Fuzz {
  private static final Path REGRESSIONS = Path.of("src/test/resources/regressions");
  private static final long NANOS = 1_500_000_000L;

  private final Random random;
  private final String likely;

  /** Something that reads hostile bytes. */
  public interface Reading {
    void of(byte[] input) throws IOException;
  }

  /**
   * @param likely bytes, as ISO 8859-1, that matter to the reader
   */
  public Fuzz(long seed, String likely) {
    this.random = new Random(seed);
    this.likely = likely;
  }

  /** Runs the regressions of the folder {@code reader}, then changed seeds. */
  public void run(String reader, List<byte[]> seeds, int rounds, Reading reading)
      throws IOException {
    regressions(reader, reading);
    long until = System.nanoTime() + NANOS;
    for (int round = 0; round < rounds && System.nanoTime() < until; round++) {
      check(changed(seeds.get(random.nextInt(seeds.size()))), reading);
    }
  }

  /** Runs the regressions of the folder {@code reader}. */
  public static void regressions(String reader, Reading reading) throws IOException {
    try (Stream<Path> files = Files.list(REGRESSIONS.resolve(reader))) {
      for (Path file : files.sorted().toList()) {
        check(Files.readAllBytes(file), reading);
      }
    }
  }

  private static void check(byte[] input, Reading reading) {
    try {
      reading.of(input);
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError("broken by " + new String(input, ISO_8859_1), e);
    }
  }

  private byte[] changed(byte[] seed) {
    StringBuilder text = new StringBuilder(new String(seed, ISO_8859_1));
    for (int change = random.nextInt(6); change >= 0; change--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, likely.charAt(random.nextInt(likely.length())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
        case 2 -> text.setLength(random.nextInt(4) == 0 ? at : text.length());
        case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 8)));
        case 4 -> text.append((char) random.nextInt(256));
        default -> {
          if (at < text.length()) {
            text.setCharAt(at, (char) random.nextInt(256));
          }
        }
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }
}
