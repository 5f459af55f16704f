package io.spillway.streams.rescue;

import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueName.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
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
 * another process left, and counts what was there. Thread-safe.
 */
public final class RescueFiles {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  private final Map<Place, RescueFolder> folders = new EnumMap<>(Place.class);
  private final Map<Place, RescueTally> tallies = new EnumMap<>(Place.class);

  /** Records by path. */
  private final Map<Path, Long> counts = new ConcurrentHashMap<>();

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
   * @param records -1 if they are not counted yet
   */
  public record Dat(Place place, RescueName name, Path path, long records, long bytes) {
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
        Path dat = folder.path().resolve(one.name().in(Form.DAT));
        counts.put(dat, one.count().records());
        tally(place).found(one.count().records());
        LOG.warn(
            "rescue adopted file={} records={} bad_lines={} torn_bytes={}",
            dat,
            one.count().records(),
            one.count().bad(),
            one.tornBytes());
      }
    }
  }

  /**
   * All of an import becomes a closed file. In the thread that makes the others, so that no two get
   * one name.
   */
  public Dat imported(RescueImport.Whole whole, Instant now) throws IOException {
    RescueFolder folder = folder(Place.RESCUED);
    RescueName name = folder.free(whole.sink(), now);
    Path path = folder.path().resolve(name.in(Form.DAT));
    counts.put(path, whole.records()); // before anybody can see it and count it as found
    try {
      Files.move(whole.part(), path);
    } catch (IOException e) {
      counts.remove(path);
      throw e;
    }
    tally(Place.RESCUED).imported(whole.records());
    LOG.info("rescue imported file={} records={}", path, whole.records());
    folder.sync();
    return new Dat(Place.RESCUED, name, path, whole.records(), whole.bytes());
  }

  /** Counts the files that nobody has counted; reads them through. */
  public void countFound() throws IOException {
    for (Dat dat : closed()) {
      if (dat.records() < 0) {
        LineCount count = LineCount.of(dat.path(), alreadyReplayed(dat));
        long records = count.records();
        counts.put(dat.path(), records);
        tally(dat.place()).found(records);
        LOG.info("rescue found file={} records={} bad_lines={}", dat.path(), records, count.bad());
      }
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
    RescueFolder folder = folder(dat.place());
    FileSplit.Parts parts = FileSplit.split(folder, dat.name(), offset, filter);
    counts.remove(dat.path());
    counted(dat.place(), parts.rest(), parts.resting());
    LOG.info(
        "rescue split file={} offset={} match={} rest={}",
        dat.path(),
        offset,
        parts.matching(),
        parts.resting());
    return counted(dat.place(), parts.match(), parts.matching());
  }

  private Optional<Dat> counted(Place place, @Nullable RescueName name, long records)
      throws IOException {
    if (name == null) {
      return Optional.empty();
    }
    Path path = folder(place).path().resolve(name.in(Form.DAT));
    counts.put(path, records);
    return Optional.of(new Dat(place, name, path, records, Files.size(path)));
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
    counts.put(folder(file.place()).path().resolve(file.name().in(Form.DAT)), file.records());
  }

  /** All closed files, oldest first. */
  public List<Dat> closed() throws IOException {
    List<Dat> all = new ArrayList<>();
    for (Place place : Place.values()) {
      RescueFolder folder = folder(place);
      for (RescueFolder.Found file : folder.files()) {
        if (file.form() == Form.DAT) {
          Path path = folder.path().resolve(file.name().in(Form.DAT));
          all.add(new Dat(place, file.name(), path, counts.getOrDefault(path, -1L), file.bytes()));
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
