package io.spillway.streams.rescue;

import io.spillway.streams.rescue.RescueName.Form;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * That a file is replaced by its parts, in {@code split.lock} in its folder: CRC-32C in hex, then
 * the names, a line each. If it is not whole it is none.
 *
 * @param of the file that goes
 */
record SplitIntent(RescueName of, Optional<RescueName> match, Optional<RescueName> rest) {
  /** What a part's name ends with until the intent is written. */
  static final String PART = ".part";

  private static final String NAME = "split.lock";
  private static final String NONE = "-";
  private static final int CRC_DIGITS = 8;

  List<RescueName> parts() {
    List<RescueName> parts = new ArrayList<>();
    match.ifPresent(parts::add);
    rest.ifPresent(parts::add);
    return parts;
  }

  void write(Path folder) throws IOException {
    String body = name(Optional.of(of)) + "\n" + name(match) + "\n" + name(rest) + "\n";
    byte[] text = (crc(body) + "\n" + body).getBytes(StandardCharsets.UTF_8);
    try (FileChannel file =
        FileChannel.open(
            folder.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (ByteBuffer left = ByteBuffer.wrap(text); left.hasRemaining(); ) {
        file.write(left);
      }
      file.force(true);
    }
    try (FileChannel itself = FileChannel.open(folder, StandardOpenOption.READ)) {
      itself.force(true);
    }
  }

  static Optional<SplitIntent> read(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(NAME))) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(folder.resolve(NAME)), StandardCharsets.UTF_8);
    int body = CRC_DIGITS + 1;
    if (text.length() <= body
        || !text.substring(0, body).equals(crc(text.substring(body)) + "\n")) {
      return Optional.empty();
    }
    List<String> names = text.substring(body).lines().toList();
    return name(names.get(0))
        .map(of -> new SplitIntent(of, name(names.get(1)), name(names.get(2))));
  }

  static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }

  /** Copies of a file that is still there. */
  static void removeParts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String name = String.valueOf(file.getFileName());
        String without =
            name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : "";
        if (RescueName.parse(without).isPresent()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String name(Optional<RescueName> name) {
    return name.map(there -> there.in(Form.DAT)).orElse(NONE);
  }

  private static Optional<RescueName> name(String text) {
    return RescueName.parse(text).map(RescueName.Formed::name);
  }

  private static String crc(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
