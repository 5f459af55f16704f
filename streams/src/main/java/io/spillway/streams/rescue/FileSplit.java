package io.spillway.streams.rescue;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.rescue.RescueName.Form;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Splits a closed rescue file into the records that are meant and the rest, so that a replay only
 * ever has whole files to do: both are copied and fsynced as {@code .part}, a {@link SplitIntent}
 * says so, they get their names, and the first one is deleted. A crash before the intent leaves the
 * first file as it was, one after it is made up for by {@link #recover}. Only for the owner of the
 * folder.
 */
final class FileSplit {
  private static final int AT_ONCE = 1 << 20;

  private final RescueFolder folder;
  private final RecordFilter filter;

  /** Records before it are done. */
  private final long done;

  private final RescueLine line = new RescueLine();
  private final LineCheck check = new LineCheck();
  private long matching;
  private long resting;

  private FileSplit(RescueFolder folder, RecordFilter filter, long done) {
    this.folder = folder;
    this.filter = filter;
    this.done = done;
  }

  /**
   * What became of a file.
   *
   * @param match the records that are meant; null if there are none
   * @param rest all other lines, null if there are none
   * @param resting how many of them have the right CRC, as {@link LineCount} counts
   */
  record Parts(
      @Nullable RescueName match, long matching, @Nullable RescueName rest, long resting) {}

  /**
   * Splits what stands behind {@code offset}; the records before it are done, and go. Bad lines
   * stay, wherever they are.
   */
  static Parts split(RescueFolder folder, RescueName of, long offset, RecordFilter filter)
      throws IOException {
    return new FileSplit(folder, filter, offset).split(of);
  }

  private Parts split(RescueName of) throws IOException {
    RescueName match = folder.nextAfter(of);
    RescueName rest = new RescueName(of.sink(), of.time(), match.number() + 1);
    boolean anyRest = copy(of, part(match), part(rest));
    SplitIntent intent =
        new SplitIntent(
            of,
            matching > 0 ? Optional.of(match) : Optional.empty(),
            anyRest ? Optional.of(rest) : Optional.empty());
    dropUnused(intent, match, rest);
    folder.sync();
    intent.write(folder.path());
    finish(folder, intent);
    return new Parts(intent.match().orElse(null), matching, intent.rest().orElse(null), resting);
  }

  private void dropUnused(SplitIntent intent, RescueName match, RescueName rest)
      throws IOException {
    if (intent.match().isEmpty()) {
      Files.delete(part(match));
    }
    if (intent.rest().isEmpty()) {
      Files.delete(part(rest));
    }
  }

  /** Whether there is any rest. */
  private boolean copy(RescueName of, Path matchPart, Path restPart) throws IOException {
    try (RescueLines lines = new RescueLines(folder.path().resolve(of.in(Form.DAT)), 0, AT_ONCE);
        FileChannel match = create(matchPart);
        FileChannel rest = create(restPart)) {
      while (lines.next()) {
        copyWholeLines(lines, match, rest);
      }
      write(rest, lines.bytes(), 0, lines.rest());
      match.force(true);
      rest.force(true);
      return rest.size() > 0;
    }
  }

  /** Lines next to each other that go the same way are written together. */
  private void copyWholeLines(RescueLines lines, FileChannel match, FileChannel rest)
      throws IOException {
    Way way = Way.GONE;
    int from = 0;
    int end = 0;
    while (lines.line()) {
      Way its = way(lines);
      if (its != way) {
        write(way, match, rest, lines.bytes(), from, end);
        from = lines.start();
        way = its;
      }
      end = lines.end() + 1;
    }
    write(way, match, rest, lines.bytes(), from, end);
  }

  private enum Way {
    GONE,
    MATCH,
    REST
  }

  /** Where the line goes; counts it. */
  private Way way(RescueLines lines) {
    boolean good = line.read(lines.bytes(), lines.start(), lines.end());
    boolean isDone = lines.lineOffset() < done;
    if (isDone && (good || lines.start() == lines.end())) {
      return Way.GONE;
    } else if (good && filter.matches(line)) {
      matching++;
      return Way.MATCH;
    }
    resting += good || check.whole(lines.bytes(), lines.start(), lines.end()) ? 1 : 0;
    return Way.REST;
  }

  private static void write(
      Way way, FileChannel match, FileChannel rest, byte[] bytes, int from, int end)
      throws IOException {
    if (way != Way.GONE) {
      write(way == Way.MATCH ? match : rest, bytes, from, end);
    }
  }

  private static void write(FileChannel to, byte[] bytes, int from, int end) throws IOException {
    for (ByteBuffer left = ByteBuffer.wrap(bytes, from, end - from); left.hasRemaining(); ) {
      to.write(left);
    }
  }

  private static FileChannel create(Path part) throws IOException {
    return FileChannel.open(
        part,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private Path part(RescueName name) {
    return part(folder, name);
  }

  private static Path part(RescueFolder folder, RescueName name) {
    return folder.path().resolve(name.in(Form.DAT) + SplitIntent.PART);
  }

  /** May be done again. */
  private static void finish(RescueFolder folder, SplitIntent intent) throws IOException {
    for (RescueName name : intent.parts()) {
      Path part = part(folder, name);
      if (Files.exists(part)) {
        Files.move(part, folder.path().resolve(name.in(Form.DAT)));
        CrashPoint.REPLAY_SPLIT.pass();
      }
    }
    folder.sync();
    folder.delete(intent.of());
    SplitIntent.remove(folder.path());
    folder.sync();
  }

  /** Ends what a process that is no more began, or takes it back. */
  static void recover(RescueFolder folder) throws IOException {
    Optional<SplitIntent> intent = SplitIntent.read(folder.path());
    if (intent.isPresent()) {
      finish(folder, intent.get());
    } else {
      SplitIntent.removeParts(folder.path());
      SplitIntent.remove(folder.path());
    }
  }
}
