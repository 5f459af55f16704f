package io.spillway.actors;

import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.rescue.RescueName;
import io.spillway.streams.rescue.RescueWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the rescue store says of itself: files, age, room. The Rescue actor's. */
final class RescueReport {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.rescue");

  private final Rescue.Part part;
  private final RescueRate rate = new RescueRate();
  private List<RescueFiles.Dat> closed = List.of();

  /** Why they could not be listed last; empty if they could. */
  private String problem = "";

  RescueReport(Rescue.Part part) {
    this.part = part;
  }

  /** So many bytes were brought. */
  void rescued(long bytes) {
    rate.add(bytes);
  }

  /** A second has passed. */
  void tick() {
    rate.tick();
  }

  RescueStatus status() {
    List<RescueStatus.File> files = new ArrayList<>();
    LocalDateTime oldest = null;
    for (RescueFiles.Dat dat : closed()) {
      files.add(
          new RescueStatus.File(
              dat.path().toString(),
              dat.name().sink(),
              word(dat.place()),
              "closed",
              dat.records(),
              dat.bytes()));
      boolean older = oldest == null || dat.name().time().isBefore(oldest);
      oldest = older && dat.place() == Place.RESCUED ? dat.name().time() : oldest;
    }
    for (RescueWriter.Live live : part.writer().live()) {
      files.add(open(live));
      boolean first = oldest == null && live.place() == Place.RESCUED && live.records() > 0;
      oldest = first ? live.name().time() : oldest;
    }
    long bytesLeft = part.writer().bytesLeft();
    return new RescueStatus(
        part.writer().path(Place.RESCUED).toString(),
        part.writer().full(),
        part.writer().bytes(),
        bytesLeft,
        age(oldest),
        rate.perSecond() == 0 ? -1 : (long) (bytesLeft / rate.perSecond()),
        List.copyOf(files));
  }

  private RescueStatus.File open(RescueWriter.Live live) {
    return new RescueStatus.File(
        part.writer().path(live.place()).resolve(live.name().in(RescueName.Form.LOCK)).toString(),
        live.name().sink(),
        word(live.place()),
        "open",
        live.records(),
        live.bytes());
  }

  private long age(@Nullable LocalDateTime oldest) {
    return oldest == null
        ? -1
        : Math.max(
            0, part.clock().instant().getEpochSecond() - oldest.toEpochSecond(ZoneOffset.UTC));
  }

  /** A file by its name, with {@code rejected/} before it if it is there; open ones too. */
  Rescue.Found find(String name) {
    for (RescueStatus.File file : status().files()) {
      Path path = Path.of(file.file());
      String prefix = file.place().equals(word(Place.REJECTED)) ? "rejected/" : "";
      if (name.equals(prefix + path.getFileName())) {
        return new Rescue.Found(file.file(), "");
      }
    }
    return new Rescue.Found("", "there is no rescue file " + name + "; see: spillway rescue ls");
  }

  /** All closed files, oldest first; if they can't be listed, as they were when they could. */
  List<RescueFiles.Dat> closed() {
    try {
      closed = part.files().closed();
      problem = "";
    } catch (IOException e) { // named boundary: what is being written goes on
      unlisted(e);
    }
    return closed;
  }

  /** They can't be listed; says so once. */
  void unlisted(IOException why) {
    if (!problem.equals(why.toString())) {
      LOG.error("rescue can't list its files: {}", why.toString());
    }
    problem = why.toString();
  }

  private static String word(Place place) {
    return place.name().toLowerCase(Locale.ROOT);
  }
}
