package io.spillway.streams.rescue;

import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueName.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the files that are not being written: how many records each holds. Adopts what
 * another process left, and counts what it finds. Thread-safe; files may be split, imported and
 * written at the same moment, but found only by the thread that writes them.
 */
public final class RescueFiles {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  private final Map<Place, RescueFolder> folders = new EnumMap<>(Place.class);
  private final Map<Place, RescueTally> tallies = new EnumMap<>(Place.class);

  /** Records by path. */
  private final Map<Path, Long> counts = new ConcurrentHashMap<>();

  /** Why files have no count, by path. */
  private final Map<Path, String> problems = new ConcurrentHashMap<>();

  /** How long files without a count were at the last look; null before the first one. */
  private @Nullable Map<Path, Long> lengths;

  /** Splits of which the parts are on disk, and are not yet all there is. */
  private final Map<Place, SplitIntent> splits = new EnumMap<>(Place.class);

  /** Where a replay of a run before stopped. */
  private final Optional<Position> begun;

  public RescueFiles(
      RescueSettings settings,
      RescueTally rescued,
      RescueTally rejected,
      Optional<Position> begun) {
    this.begun = begun;
    folders.put(Place.RESCUED, new RescueFolder(settings.folder()));
    folders.put(Place.REJECTED, new RescueFolder(settings.rejected()));
    tallies.put(Place.RESCUED, rescued);
    tallies.put(Place.REJECTED, rejected);
  }

  /**
   * A closed file.
   *
   * @param records -1 if they are not counted
   * @param problem why they can't be; empty if they are, or will be soon
   */
  public record Dat(
      Place place, RescueName name, Path path, long records, long bytes, String problem) {
    /** Its name in the rescue folder, as a checkpoint has it. */
    public String key() {
      return (place == Place.REJECTED ? "rejected/" : "") + name.in(Form.DAT);
    }
  }

  /** Closes what a process that is no more was writing, and takes it into the ledger. */
  public void adopt() throws IOException {
    int imports = RescueImport.removeLeft(folder(Place.RESCUED).path());
    if (imports > 0) {
      LOG.warn("rescue removed imports={} that never came to their end", imports);
    }
    for (Place place : Place.values()) {
      RescueFolder folder = folder(place);
      for (RescueFolder.Adopted one : folder.adopt()) {
        adopted(place, folder.path(), one);
      }
    }
  }

  private void adopted(Place place, Path in, RescueFolder.Adopted one) {
    if (one.kept()) {
      Path dat = in.resolve(one.name().in(Form.DAT));
      counts.put(dat, one.count().records());
      tally(place).found(one.count().records());
      LOG.warn(
          "rescue adopted file={} records={} bad_lines={} torn_bytes={}",
          dat,
          one.count().records(),
          one.count().bad(),
          one.tornBytes());
    } else if (one.tornBytes() > 0) {
      LOG.warn(
          "rescue adopted nothing of file={} torn_bytes={}",
          in.resolve(one.name().in(Form.LOCK)),
          one.tornBytes());
    }
  }

  /** All of an import becomes a closed file, or it fails and nothing does. */
  public Dat imported(RescueImport.Whole whole, Instant now) throws IOException {
    RescueFolder folder = folder(Place.RESCUED);
    RescueName name = folder.reserve(whole.sink(), now);
    Path path = folder.path().resolve(name.in(Form.DAT));
    counts.put(path, whole.records()); // before anybody can see it and count it as found
    try {
      Files.move(whole.part(), path);
      makeSure(folder, name, whole.part());
    } catch (IOException e) {
      counts.remove(path);
      folder.free(name);
      throw e;
    }
    tally(Place.RESCUED).imported(whole.records());
    LOG.info("rescue imported file={} records={}", path, whole.records());
    return new Dat(Place.RESCUED, name, path, whole.records(), whole.bytes(), "");
  }

  /** Or it goes back: whoever brought it must not be told that it is not there while it is. */
  private static void makeSure(RescueFolder folder, RescueName name, Path part) throws IOException {
    try {
      folder.free(name);
      folder.sync();
    } catch (IOException e) {
      Files.move(folder.path().resolve(name.in(Form.DAT)), part);
      throw e;
    }
  }

  /** Counts the files that nobody has counted; reads them through. */
  public void countFound() throws IOException {
    count(uncounted());
  }

  /**
   * Files that are to be counted now: at the first look all that have no count, later those that
   * have not grown since the look before, so that one which somebody copies here is counted whole.
   * By the thread that writes files, or what it has just closed would be found.
   */
  public List<Dat> uncounted() throws IOException {
    Map<Path, Long> before = lengths;
    Map<Path, Long> now = new HashMap<>();
    List<Dat> still = new ArrayList<>();
    for (Dat dat : closed()) {
      if (dat.records() < 0) {
        now.put(dat.path(), dat.bytes());
        Long was = before == null ? Long.valueOf(dat.bytes()) : before.get(dat.path());
        if (was != null && was == dat.bytes()) {
          still.add(dat);
        } else if (was != null) {
          problems.put(dat.path(), "it still grows");
        }
      }
    }
    lengths = now;
    problems.keySet().retainAll(now.keySet());
    return still;
  }

  /** Reads files through that have no count; one that can't be read holds up no other. */
  public void count(List<Dat> uncounted) {
    for (Dat dat : uncounted) {
      try {
        count(dat);
      } catch (NoSuchFileException gone) {
        problems.remove(dat.path());
      } catch (IOException e) { // named boundary: it is said of the file
        String problem = "can't be read: " + e;
        if (!problem.equals(problems.put(dat.path(), problem))) {
          LOG.error("rescue can't count file={} detail=\"{}\"", dat.path(), e.toString());
        }
      }
    }
  }

  private void count(Dat dat) throws IOException {
    LineCount count = LineCount.of(dat.path(), alreadyReplayed(dat));
    if (Files.size(dat.path()) == dat.bytes()
        && counts.putIfAbsent(dat.path(), count.records()) == null) {
      problems.remove(dat.path());
      tally(dat.place()).found(count.records());
      LOG.info(
          "rescue found file={} records={} bad_lines={}", dat.path(), count.records(), count.bad());
    }
  }

  /** Records before that offset are done. */
  private long alreadyReplayed(Dat dat) {
    return begun.filter(at -> at.file().equals(dat.key())).map(Position::offset).orElse(0L);
  }

  /** Records of a file have left it by a replay. */
  public void left(Dat dat, long delivered, long rejected) {
    tally(dat.place()).replayed(delivered);
    tally(dat.place()).rejectedInReplay(rejected);
    counts.computeIfPresent(dat.path(), (path, before) -> before - delivered - rejected);
  }

  /**
   * Puts those records of a file that are meant, of what stands behind {@code offset}, into a file
   * of their own, and the rest into another one; empty if none is meant. Nothing is copied of a
   * whole file that goes one way.
   */
  public Optional<Dat> split(Dat dat, long offset, RecordFilter filter) throws IOException {
    if (offset == 0) {
      long meant = FileSurvey.of(dat.path(), 0, filter).records();
      if (meant == 0 || meant == dat.records()) {
        return meant == 0 ? Optional.empty() : Optional.of(dat);
      }
    }
    FileSplit.Parts parts = FileSplit.copy(folder(dat.place()), dat.name(), offset, filter);
    LOG.info(
        "rescue split file={} offset={} match={} rest={}",
        dat.path(),
        offset,
        parts.matching(),
        parts.resting());
    return replaced(dat, parts);
  }

  /** The parts stand for the file from now on, whatever becomes of their names. */
  private synchronized Optional<Dat> replaced(Dat dat, FileSplit.Parts parts) throws IOException {
    splits.put(dat.place(), parts.intent());
    counts.remove(dat.path());
    parts.intent().rest().ifPresent(rest -> counts.put(path(dat.place(), rest), parts.resting()));
    parts.intent().match().ifPresent(m -> counts.put(path(dat.place(), m), parts.matching()));
    finishSplits();
    Optional<RescueName> match = parts.intent().match();
    if (match.isEmpty()) {
      return Optional.empty();
    }
    Path path = path(dat.place(), match.get());
    return Optional.of(
        new Dat(dat.place(), match.get(), path, parts.matching(), Files.size(path), ""));
  }

  private void finishSplits() throws IOException {
    for (Place place : List.copyOf(splits.keySet())) {
      FileSplit.finish(folder(place), Objects.requireNonNull(splits.get(place)));
      splits.remove(place);
    }
  }

  private Path path(Place place, RescueName name) {
    return folder(place).path().resolve(name.in(Form.DAT));
  }

  /** All of a file is done: what could not be read moves to {@code .bad}, the file is deleted. */
  public void finish(Dat dat) throws IOException {
    Long left = counts.get(dat.path());
    folder(dat.place()).setBadLinesAside(dat.name(), left == null || left > 0);
    folder(dat.place()).delete(dat.name());
    counts.remove(dat.path());
    if (left != null && left > 0) {
      tally(dat.place()).setAside(left);
    }
  }

  /** Deletes a closed and counted file with all that it still holds: an explicit command. */
  public void discard(Dat dat) throws IOException {
    folder(dat.place()).delete(dat.name());
    Long left = counts.remove(dat.path());
    if (left != null) {
      tally(dat.place()).discarded(left);
    }
  }

  /** The writer closed a file. */
  public void closed(RescueWriter.Closed file) {
    counts.put(path(file.place(), file.name()), file.records());
  }

  /** All closed files, oldest first. */
  public synchronized List<Dat> closed() throws IOException {
    finishSplits(); // of one that failed on the way there would be both, the file and its parts
    List<Dat> all = new ArrayList<>();
    for (Place place : Place.values()) {
      for (RescueFolder.Found file : folder(place).files()) {
        if (file.form() == Form.DAT) {
          Path path = path(place, file.name());
          long records = counts.getOrDefault(path, -1L);
          String problem = records < 0 ? problems.getOrDefault(path, "") : "";
          all.add(new Dat(place, file.name(), path, records, file.bytes(), problem));
        }
      }
    }
    return all;
  }

  private RescueFolder folder(Place place) {
    return Objects.requireNonNull(folders.get(place));
  }

  private RescueTally tally(Place place) {
    return Objects.requireNonNull(tallies.get(place));
  }
}
