package io.spillway.streams.rescue;

import io.spillway.streams.crash.CrashPoint;
import io.spillway.streams.rescue.RescueName.Form;
import io.spillway.streams.sink.file.TornTail;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One folder of rescue files: makes, closes and lists them. A name is taken if any form of it is
 * there; making its {@code .lock} takes it, whatever it is for, so that several threads may.
 * Closing a file never replaces another. Only for the holder of the folder's {@link OwnerLock}.
 */
public final class RescueFolder {
  private final Path path;

  public RescueFolder(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /** A file there is. */
  public record Found(RescueName name, Form form, long bytes) {}

  /** A file of that sink that was not there, open. */
  RescueFile create(String sink, Instant now, long nanos, RescueOutput.Opener opener)
      throws IOException {
    Files.createDirectories(path);
    for (int number = 1; ; number++) {
      RescueName name = new RescueName(sink, second(now), number);
      if (!taken(name)) {
        Path lock = path.resolve(name.in(Form.LOCK));
        RescueFile made = new RescueFile(lock, name, opener.create(lock), nanos);
        if (madeSure(made, lock)) {
          CrashPoint.RESCUE_OPENED.pass();
          return made;
        }
      }
    }
  }

  /** False, and it is gone, if somebody has the name; gone too if this fails. */
  private boolean madeSure(RescueFile made, Path lock) throws IOException {
    try {
      boolean mine = !closedAs(made.name());
      if (mine) {
        sync();
      } else {
        remove(made, lock);
      }
      return mine;
    } catch (IOException e) { // nobody would know of it
      try {
        remove(made, lock);
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  private static void remove(RescueFile made, Path lock) throws IOException {
    made.close();
    Files.deleteIfExists(lock);
  }

  /** A name of that sink and time that is not taken and is now: by an empty {@code .lock}. */
  RescueName reserve(String sink, Instant now) throws IOException {
    return reserve(new RescueName(sink, second(now), 1));
  }

  /** As above: this one, or one behind it. Others may take names at the same moment. */
  RescueName reserve(RescueName first) throws IOException {
    for (int number = first.number(); ; number++) {
      RescueName name = new RescueName(first.sink(), first.time(), number);
      if (!taken(name) && take(name)) {
        return name;
      }
    }
  }

  private boolean take(RescueName name) throws IOException {
    try {
      Files.createFile(path.resolve(name.in(Form.LOCK)));
    } catch (FileAlreadyExistsException somebodyElse) {
      return false;
    }
    boolean mine = !closedAs(name);
    if (!mine) {
      free(name);
    }
    return mine;
  }

  /** The name has its file, or is not needed: the empty {@code .lock} goes. */
  void free(RescueName name) throws IOException {
    Files.deleteIfExists(path.resolve(name.in(Form.LOCK)));
  }

  private static LocalDateTime second(Instant now) {
    return LocalDateTime.ofInstant(now.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
  }

  /** A name of the same sink and second, behind all there are; the one after it is free too. */
  RescueName nextAfter(RescueName name) throws IOException {
    int last = name.number();
    for (Found found : files()) {
      boolean same =
          found.name().sink().equals(name.sink()) && found.name().time().equals(name.time());
      last = same ? Math.max(last, found.name().number()) : last;
    }
    return new RescueName(name.sink(), name.time(), last + 1);
  }

  private boolean taken(RescueName name) {
    return Files.exists(path.resolve(name.in(Form.LOCK))) || closedAs(name);
  }

  /** Whether there is any form of it but the one being written. */
  private boolean closedAs(RescueName name) {
    for (Form form : Form.values()) {
      if (form != Form.LOCK && Files.exists(path.resolve(name.in(form)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * A closed {@code .lock} becomes a {@code .dat}, or goes if it is empty; to be called again if it
   * fails.
   */
  void release(RescueName name) throws IOException {
    Path lock = path.resolve(name.in(Form.LOCK));
    Path dat = path.resolve(name.in(Form.DAT));
    boolean renamed = !Files.exists(lock) && Files.exists(dat);
    if (!renamed && Files.size(lock) == 0) {
      Files.delete(lock);
    } else if (!renamed) {
      if (Files.exists(dat)) {
        throw new FileAlreadyExistsException(dat.toString());
      }
      CrashPoint.RESCUE_CLOSED.pass();
      Files.move(lock, dat);
      CrashPoint.RESCUE_RENAMED.pass();
    }
    sync();
  }

  /**
   * What became of an orphan.
   *
   * @param count what it holds
   * @param tornBytes bytes of its torn last line, moved to {@code .torn}
   * @param kept whether it held whole lines, and is a closed file now
   */
  public record Adopted(RescueName name, LineCount count, long tornBytes, boolean kept) {}

  /** Closes every file that a process which is no more was writing. */
  public List<Adopted> adopt() throws IOException {
    FileSplit.recover(this);
    List<Adopted> adopted = new ArrayList<>();
    for (Found found : files()) {
      if (found.form() == Form.LOCK) {
        adopted.add(adopt(found.name()));
      }
    }
    return adopted;
  }

  private Adopted adopt(RescueName name) throws IOException {
    Path lock = path.resolve(name.in(Form.LOCK));
    long torn;
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      torn = TornTail.repair(channel, path.resolve(name.in(Form.TORN)));
      channel.force(true);
    }
    CrashPoint.RESCUE_ADOPTED.pass();
    LineCount count = LineCount.of(lock);
    boolean kept = Files.size(lock) > 0;
    release(name);
    return new Adopted(name, count, torn, kept);
  }

  /**
   * Copies a closed file's bad lines, and what follows its last line, to its {@code .bad} file.
   *
   * @param readAll whether a line may be bad although its CRC is right; costs the reading of all
   */
  void setBadLinesAside(RescueName name, boolean readAll) throws IOException {
    LineCheck check = new LineCheck();
    RescueLine line = new RescueLine();
    Path dat = path.resolve(name.in(Form.DAT));
    try (RescueLines lines = new RescueLines(dat, 0, 1 << 20);
        BadLines bad = new BadLines(path.resolve(name.in(Form.BAD)))) {
      while (lines.next()) {
        while (lines.line()) {
          int start = lines.start();
          int end = lines.end();
          boolean good =
              readAll
                  ? line.read(lines.bytes(), start, end)
                  : check.whole(lines.bytes(), start, end);
          if (start < end && !good) {
            bad.add(lines.bytes(), start, end);
          }
        }
      }
      if (lines.rest() > 0) {
        bad.add(lines.bytes(), 0, lines.rest());
      }
    }
  }

  /** Deletes a closed file that is done with. */
  void delete(RescueName name) throws IOException {
    Files.deleteIfExists(path.resolve(name.in(Form.DAT)));
    sync();
  }

  /** All rescue files, oldest first; files of other names are none. */
  public List<Found> files() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(path)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        RescueName.parse(file.getFileName().toString())
            .ifPresent(name -> found.add(new Found(name.name(), name.form(), size(file))));
      }
    }
    found.sort((a, b) -> a.name().compareTo(b.name()));
    return found;
  }

  /** 0 if it was closed or removed since it was listed. */
  private static long size(Path file) {
    return file.toFile().length();
  }

  /** Makes sure that files made, renamed or deleted stay so. */
  void sync() throws IOException {
    try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
