package io.spillway.streams.source.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.streams.source.follow.SettledPrefix.Point;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A line of a checkpoint: words, then CRC-32C of all before its blank, as 8 hex digits.
 *
 * <pre>
 * file GENERATION DEVICE INODE HEAD-BYTES HEAD-HASH LOST-SINCE WHOLE-BYTES
 *     OFFSET TAIL-BYTES TAIL-CRC PATH CRC
 * at GENERATION OFFSET TAIL-BYTES TAIL-CRC CRC
 * forget GENERATION CRC
 * </pre>
 */
sealed interface CheckpointLine {
  /** All that is known of a file. */
  record File(CheckpointEntry entry) implements CheckpointLine {}

  /** How far it is settled now. */
  record At(String generation, Point point) implements CheckpointLine {}

  /** It will not come back. */
  record Forget(String generation) implements CheckpointLine {}

  HexFormat HEX = HexFormat.of();

  static String of(CheckpointEntry e) {
    String words =
        String.join(
            " ",
            "file",
            e.generation(),
            Long.toString(e.id().device()),
            Long.toString(e.id().inode()),
            Integer.toString(e.head().length()),
            HEX.toHexDigits(e.head().hash()),
            Long.toString(e.lostSince()),
            Long.toString(e.wholeBytes()),
            point(e.settled()),
            escaped(e.path().toString()));
    return sealed(words);
  }

  static String of(String generation, Point point) {
    return sealed("at " + generation + " " + point(point));
  }

  static String forget(String generation) {
    return sealed("forget " + generation);
  }

  private static String point(Point point) {
    return point.offset() + " " + point.tail().length() + " " + HEX.toHexDigits(point.tail().crc());
  }

  private static String sealed(String words) {
    return words + " " + HEX.toHexDigits(crc(words)) + "\n";
  }

  private static int crc(String words) {
    CRC32C crc = new CRC32C();
    crc.update(words.getBytes(UTF_8));
    return (int) crc.getValue();
  }

  /** A line without its line feed; null if it is damaged. */
  static @Nullable CheckpointLine read(String line) {
    int end = line.lastIndexOf(' ');
    if (end < 0 || !line.substring(end + 1).equals(HEX.toHexDigits(crc(line.substring(0, end))))) {
      return null;
    }
    String[] w = line.substring(0, end).split(" ", 12);
    try {
      return switch (w[0]) {
        case "file" -> new File(entry(w));
        case "at" -> new At(w[1], point(w, 2));
        case "forget" -> new Forget(w[1]);
        default -> null;
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
      return null;
    }
  }

  private static CheckpointEntry entry(String[] w) throws InvalidPathException {
    return new CheckpointEntry(
        w[1],
        new FileId(Long.parseLong(w[2]), Long.parseLong(w[3])),
        new Fingerprint(Integer.parseInt(w[4]), HexFormat.fromHexDigitsToLong(w[5])),
        Path.of(unescaped(w[11])),
        Long.parseLong(w[6]),
        Long.parseLong(w[7]),
        point(w, 8));
  }

  private static Point point(String[] w, int at) {
    return new Point(
        Long.parseLong(w[at]),
        new Tail(Integer.parseInt(w[at + 1]), HexFormat.fromHexDigits(w[at + 2])));
  }

  private static String escaped(String path) {
    return path.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String unescaped(String text) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        c = text.charAt(++i) == 'n' ? '\n' : '\\';
      }
      path.append(c);
    }
    return path.toString();
  }
}
