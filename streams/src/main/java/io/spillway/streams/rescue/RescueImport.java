package io.spillway.streams.rescue;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records that a command brings, on their way to a rescue file: all of them or none. Bytes come as
 * they come, lines are written aside, and {@link RescueFiles#imported} gives what is whole its
 * name; what is closed before leaves nothing. Holds one line and what came with its end. Only for
 * the owner of the folder; one thread.
 */
public final class RescueImport implements Closeable {
  /** Longer lines are refused: they are held in memory, several times. */
  public static final int LONGEST_LINE = 8 << 20;

  private static final String PART_BEGIN = "import-";
  private static final String PART_END = ".part";

  private final ImportRequest request;
  private final ImportedLines lines;
  private final long room;
  private final Path part;
  private final FileChannel file;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();
  private byte[] carried = new byte[64 << 10];
  private int length;
  private long bytes;

  private RescueImport(ImportRequest request, ImportedLines lines, long room, Path part)
      throws IOException {
    this.request = request;
    this.lines = lines;
    this.room = room;
    this.part = part;
    this.file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * All of an import, on disk, without a name yet.
   *
   * @param part where it is
   * @param bytes of its rescue lines
   */
  public record Whole(Path part, String sink, long records, long bytes) {}

  /**
   * Where imports go.
   *
   * @param folder the rescue folder
   * @param node who is asked, for ids
   * @param sinks all there are
   * @param room bytes that may be written
   */
  public record Place(Path folder, String node, Collection<String> sinks, long room) {}

  /** Begins one. */
  public static RescueImport begin(Place place, ImportRequest request, long nowMillis)
      throws IOException, ImportRefused {
    if (!request.sink().isEmpty() && !place.sinks().contains(request.sink())) {
      throw new ImportRefused(ReplayTarget.noSink(request.sink(), place.sinks()));
    } else if (request.sink().isEmpty() && !request.jsonl()) {
      throw new ImportRefused("plain lines do not say who is to get them: --sink NAME is needed");
    }
    String generation = String.format("%016x", new SecureRandom().nextLong());
    ImportedLines lines =
        request.jsonl()
            ? new MendedLines(request, List.copyOf(place.sinks()))
            : new PlainLines(place.node(), generation, request, nowMillis);
    Path part = place.folder().resolve(PART_BEGIN + generation + PART_END);
    return new RescueImport(request, lines, place.room(), part);
  }

  /** The next bytes, {@code in[start, end)}. */
  public void add(byte[] in, int start, int end) throws IOException, ImportRefused {
    int more = end - start;
    if (carried.length - length < more) {
      carried = Arrays.copyOf(carried, Math.max(2 * carried.length, length + more));
    }
    System.arraycopy(in, start, carried, length, more);
    int searched = length;
    length += more;
    int whole = length;
    while (whole > searched && carried[whole - 1] != '\n') {
      whole--;
    }
    if (whole > searched) {
      take(whole);
    }
    if (length > LONGEST_LINE) {
      throw new ImportRefused(
          request.name()
              + ": the record behind the first "
              + lines.records()
              + " is longer than "
              + LONGEST_LINE
              + " bytes, which is the most");
    }
  }

  private void take(int whole) throws IOException, ImportRefused {
    made.reset();
    lines.take(carried, whole, made);
    System.arraycopy(carried, whole, carried, 0, length - whole);
    length -= whole;
    bytes += made.size();
    if (bytes > room) {
      throw new ImportRefused(
          "there is no room for "
              + request.name()
              + " in the rescue folder: rescue.quota and rescue.min-free leave "
              + room
              + " bytes");
    }
    for (ByteBuffer left = ByteBuffer.wrap(made.toByteArray()); left.hasRemaining(); ) {
      file.write(left);
    }
  }

  /** Everything has come; a last line needs no line feed. */
  public Whole end() throws IOException, ImportRefused {
    if (length > 0) {
      byte[] lineFeed = {'\n'};
      add(lineFeed, 0, 1);
    }
    if (lines.records() == 0) {
      throw new ImportRefused(request.name() + " holds no record");
    }
    file.force(true);
    file.close();
    return new Whole(part, lines.sink(), lines.records(), bytes);
  }

  /** Records so far. */
  public long records() {
    return lines.records();
  }

  /** Leaves nothing behind but what got a name. */
  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(part);
  }

  /** Removes what imports left that never came to their end; how many there were. */
  static int removeLeft(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    int removed = 0;
    try (Stream<Path> all = Files.list(folder)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        String name = String.valueOf(one.getFileName());
        if (name.startsWith(PART_BEGIN)
            && name.endsWith(PART_END)
            && name.length() == PART_BEGIN.length() + Long.BYTES * 2 + PART_END.length()) {
          Files.delete(one);
          removed++;
        }
      }
    }
    return removed;
  }
}
