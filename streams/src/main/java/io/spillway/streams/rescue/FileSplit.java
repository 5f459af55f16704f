package io.spillway.streams.rescue;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.rescue.RescueName.Form;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * What a file is to become.
   *
   * @param resting how many lines of the rest have the right CRC, as {@link LineCount} counts
   */
  record Parts(SplitIntent intent, long matching, long resting) {}

  /**
   * Copies what stands behind {@code offset}, fsynced; the records before it are done, and go. Bad
   * lines stay, wherever they are. From then on {@link #finish} must be called before anybody looks
   * at the file again. If this fails it leaves nothing.
   */
  static Parts copy(RescueFolder folder, RescueName of, long offset, RecordFilter filter)
      throws IOException {
    return new FileSplit(folder, filter, offset).copy(of);
  }

  private Parts copy(RescueName of) throws IOException {
    List<RescueName> names = new ArrayList<>();
    try {
      RescueName match = folder.reserve(folder.nextAfter(of));
      names.add(match);
      RescueName rest =
          folder.reserve(new RescueName(match.sink(), match.time(), match.number() + 1));
      names.add(rest);
      boolean anyRest = copy(of, part(match), part(rest));
      SplitIntent intent =
          new SplitIntent(
              of,
              matching > 0 ? Optional.of(match) : Optional.empty(),
              anyRest ? Optional.of(rest) : Optional.empty());
      for (RescueName name : names) {
        if (!intent.parts().contains(name)) {
          drop(name);
        }
      }
      folder.sync();
      intent.write(folder.path());
      return new Parts(intent, matching, resting);
    } catch (IOException e) {
      takeBack(names, e);
      throw e;
    }
  }

  /** The intent goes first: with it and without the parts the file would be lost. */
  private void takeBack(List<RescueName> names, IOException why) {
    try {
      SplitIntent.remove(folder.path());
      folder.sync();
      for (RescueName name : names) {
        drop(name);
      }
    } catch (IOException again) {
      why.addSuppressed(again);
    }
  }

  private void drop(RescueName name) throws IOException {
    Files.deleteIfExists(part(name));
    folder.free(name);
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

  /** The parts get their names, and the file goes; may be done again. */
  static void finish(RescueFolder folder, SplitIntent intent) throws IOException {
    for (RescueName name : intent.parts()) {
      Path part = part(folder, name);
      if (Files.exists(part)) {
        Files.move(part, folder.path().resolve(name.in(Form.DAT)));
        CrashPoint.REPLAY_SPLIT.pass();
      }
      folder.free(name);
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
