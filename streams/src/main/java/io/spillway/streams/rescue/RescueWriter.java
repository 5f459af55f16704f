package io.spillway.streams.rescue;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.RescueTally;
import io.spillway.streams.rescue.RescueGroup.Outcome;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueName.Form;
import io.spillway.streams.sink.file.Faults;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the groups of all lanes to their files, one open file per sink and place, and makes sure
 * of them together: a group is kept when an fdatasync after its write has returned. Files are
 * closed by size, by age, when their sink works again, and at the end. What can't be written is cut
 * back and refused; nothing is deleted. Owned by the Rescue actor, whose crash it survives; one
 * thread at a time.
 */
public final class RescueWriter {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  /** Most bytes and time that groups wait for their fdatasync. */
  static final long COMMIT_BYTES = 8 << 20;

  static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final RescueSettings settings;
  private final Map<Place, RescueFolder> folders = new EnumMap<>(Place.class);
  private final Map<Place, RescueTally> tallies = new EnumMap<>(Place.class);
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final RescueOutput.Opener opener;
  private final RescueSpace space;
  private final Map<Key, RescueFile> open = new HashMap<>();

  /** Files that could not be closed; tried again. */
  private final Map<RescueFile, Place> unclosed = new HashMap<>();

  /** Files closed because there was no room, until there is: one each, not one per refusal. */
  private final Set<Key> closedForRoom = new HashSet<>();

  private final List<Pending> pending = new ArrayList<>();
  private long uncommitted;
  private long firstNanos;

  private record Key(Place place, String sink) {}

  private record Pending(Key key, RescueFile file, RescueGroup group, Consumer<Outcome> answer) {}

  /** A file that was closed. */
  public record Closed(Place place, RescueName name, long records, long bytes) {}

  /** Told of each file closed. */
  private final Consumer<Closed> whenClosed;

  public RescueWriter(
      RescueSettings settings,
      RescueTally rescued,
      RescueTally rejected,
      Consumer<Closed> whenClosed) {
    this(
        settings,
        rescued,
        rejected,
        whenClosed,
        InstantSource.system(),
        System::nanoTime,
        RescueOutput::create);
  }

  RescueWriter(
      RescueSettings settings,
      RescueTally rescued,
      RescueTally rejected,
      Consumer<Closed> whenClosed,
      InstantSource clock,
      LongSupplier nanos,
      RescueOutput.Opener opener) {
    this.settings = settings;
    this.whenClosed = whenClosed;
    this.clock = clock;
    this.nanos = nanos;
    this.opener = opener;
    this.space = new RescueSpace(settings);
    folders.put(Place.RESCUED, new RescueFolder(settings.folder()));
    folders.put(Place.REJECTED, new RescueFolder(settings.rejected()));
    tallies.put(Place.RESCUED, rescued);
    tallies.put(Place.REJECTED, rejected);
  }

  /** Writes a group; the answer comes now if it is refused, else with the next commit. */
  public void write(RescueGroup group, Consumer<Outcome> answer) {
    Outcome refusal = group.last() ? null : space.refusal(group.length()).orElse(null);
    if (refusal != null) {
      space.alarm(refusal.detail(), group.length(), nanos.getAsLong());
      answer.accept(refusal);
      closeForRoom(group);
      return;
    }
    Key key = new Key(group.place(), group.sink());
    RescueFile file = null;
    try {
      file = fileFor(key);
      file.append(group);
    } catch (IOException e) {
      if (file != null) {
        breakOff(key, file, e);
      }
      answer.accept(failed(group, e));
      return;
    }
    if (pending.isEmpty()) {
      firstNanos = nanos.getAsLong();
    }
    pending.add(new Pending(key, file, group, answer));
    uncommitted += group.length();
    space.written(group.length());
  }

  /** What was written so far can be replayed or moved away, which makes room. */
  private void closeForRoom(RescueGroup refused) {
    Key key = new Key(refused.place(), refused.sink());
    RescueFile file = open.get(key);
    if (file != null && !file.dirty() && closedForRoom.add(key)) {
      close(key);
    }
  }

  private RescueFile fileFor(Key key) throws IOException {
    RescueFile file = open.get(key);
    if (file == null) {
      file = folder(key.place()).create(key.sink(), clock.instant(), nanos.getAsLong(), opener);
      open.put(key, file);
      LOG.info("rescue file opened sink={} file={}", key.sink(), file.lock());
    }
    return file;
  }

  /** Whether groups have waited long enough, or are many enough. */
  public boolean commitIsDue() {
    return uncommitted >= COMMIT_BYTES
        || (!pending.isEmpty() && nanos.getAsLong() - firstNanos >= COMMIT_NANOS);
  }

  /** Makes sure of all groups written, and answers for them. */
  public void commit() {
    List<Pending> all = List.copyOf(pending);
    pending.clear();
    uncommitted = 0;
    Map<RescueFile, IOException> failures = new HashMap<>();
    for (Pending one : all) {
      if (one.file().dirty() && !failures.containsKey(one.file())) {
        try {
          one.file().commit();
        } catch (IOException e) {
          failures.put(one.file(), e);
          breakOff(one.key(), one.file(), e);
        }
      }
    }
    for (Pending one : all) {
      IOException fault = failures.get(one.file());
      if (fault == null) {
        tally(one.key().place()).rescued(one.group().records());
        calm();
        one.answer().accept(Outcome.KEPT);
      } else {
        one.answer().accept(failed(one.group(), fault));
      }
    }
    for (Pending one : all) {
      if (one.file().written() >= settings.fileBytes() && open.containsValue(one.file())) {
        close(one.key());
      }
    }
  }

  private void calm() {
    space.calm();
    if (!space.full()) {
      closedForRoom.clear();
    }
  }

  private Outcome failed(RescueGroup group, IOException fault) {
    String why = Faults.detail(fault);
    LOG.warn("rescue write failed sink={} detail=\"{}\"", group.sink(), why);
    space.alarm(why, 0, nanos.getAsLong());
    Reason reason = Faults.reason(fault);
    return Outcome.refused(reason, why);
  }

  /** A write or fsync failed: the file ends here, groups in it that are not sure are refused. */
  private void breakOff(Key key, RescueFile file, IOException why) {
    open.remove(key);
    for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
      Pending one = each.next();
      if (one.file() == file) {
        each.remove();
        uncommitted -= one.group().length();
        one.answer().accept(failed(one.group(), why));
      }
    }
    unclosed.put(file, key.place());
    closeUnclosed();
  }

  /** Once a second or so: closes what is old enough, measures the disk. */
  public void tick() {
    closeUnclosed();
    long now = nanos.getAsLong();
    for (Key key : List.copyOf(open.keySet())) {
      RescueFile file = open.get(key);
      if (file != null && !file.dirty() && file.ageNanos(now) >= settings.fileAge().toNanos()) {
        close(key);
      }
    }
    try {
      space.measure();
    } catch (IOException e) {
      LOG.warn(
          "can't measure the rescue folder dir={} detail=\"{}\"",
          settings.folder(),
          Faults.detail(e));
    }
  }

  /** The sink works again: a replay may have what was rescued so far. */
  public void recovered(String sink) {
    commit();
    close(new Key(Place.RESCUED, sink));
  }

  /** Commits and closes everything; what was closed was told to whoever listens. */
  public void closeAll() {
    commit();
    for (Key key : List.copyOf(open.keySet())) {
      close(key);
    }
    closeUnclosed();
  }

  /** After a crash of its owner: what was not answered is refused and cut off. */
  public void breakOffAll() {
    IOException why = new IOException("the rescue store was restarted");
    for (Key key : List.copyOf(open.keySet())) {
      RescueFile file = open.get(key);
      if (file != null && file.dirty()) {
        breakOff(key, file, why);
      }
    }
    for (Pending one : List.copyOf(pending)) {
      one.answer().accept(failed(one.group(), why));
    }
    pending.clear();
    uncommitted = 0;
  }

  private void close(Key key) {
    RescueFile file = open.remove(key);
    if (file != null) {
      unclosed.put(file, key.place());
      closeUnclosed();
    }
  }

  private void closeUnclosed() {
    for (Map.Entry<RescueFile, Place> each : List.copyOf(unclosed.entrySet())) {
      RescueFile file = each.getKey();
      try {
        file.close();
        folder(each.getValue()).release(file.name());
        unclosed.remove(file);
        if (file.records() > 0) {
          LOG.info(
              "rescue file closed sink={} file={} records={} bytes={}",
              file.name().sink(),
              folder(each.getValue()).path().resolve(file.name().in(Form.DAT)),
              file.records(),
              file.committed());
          whenClosed.accept(
              new Closed(each.getValue(), file.name(), file.records(), file.committed()));
        }
      } catch (NoSuchFileException e) {
        unclosed.remove(file);
        tally(each.getValue()).setAside(file.records());
        LOG.error(
            "rescue file was taken away while it was written file={} records={}",
            file.lock(),
            file.records());
      } catch (IOException e) {
        LOG.warn(
            "rescue file can't be closed file={} detail=\"{}\"; tried again",
            file.lock(),
            Faults.detail(e));
      }
    }
  }

  /** A file that is being written. */
  public record Live(Place place, RescueName name, long records, long bytes) {}

  public List<Live> live() {
    List<Live> live = new ArrayList<>();
    open.forEach(
        (key, file) ->
            live.add(new Live(key.place(), file.name(), file.records(), file.committed())));
    unclosed.forEach(
        (file, place) -> live.add(new Live(place, file.name(), file.records(), file.committed())));
    return live;
  }

  /** Whether the last group was refused for want of room, or of a disk that works. */
  public boolean full() {
    return space.full();
  }

  /** Bytes of all files. */
  public long bytes() {
    return space.used();
  }

  /** Bytes that may still be written. */
  public long bytesLeft() {
    return space.left();
  }

  public Path path(Place place) {
    return folder(place).path();
  }

  private RescueFolder folder(Place place) {
    return Objects.requireNonNull(folders.get(place));
  }

  private RescueTally tally(Place place) {
    return Objects.requireNonNull(tallies.get(place));
  }
}
