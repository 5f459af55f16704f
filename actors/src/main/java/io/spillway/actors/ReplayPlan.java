package io.spillway.actors;

import io.spillway.streams.rescue.ReplayCheckpoint;
import io.spillway.streams.rescue.ReplayCheckpoint.Position;
import io.spillway.streams.rescue.ReplayTarget;
import io.spillway.streams.rescue.RescueFiles;
import io.spillway.streams.rescue.RescueGroup.Place;
import io.spillway.streams.settings.NearestWord;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which files a replay delivers, in which order. One that a replay before left half done is first,
 * or is set down, since there is one checkpoint.
 *
 * @param unknown files left out, and why: no sink has their name, or they can't be counted
 * @param setDown a file half done that is not to go on now
 * @param problem why there can be no replay; empty if there can
 */
record ReplayPlan(
    List<RescueFiles.Dat> files,
    List<String> unknown,
    Optional<RescueFiles.Dat> setDown,
    String problem) {
  /** What is said of a file that will have its count soon. */
  static final String COUNTING = " is still being counted; try again in a moment";

  static ReplayPlan of(
      ReplayRequest request,
      List<RescueFiles.Dat> closed,
      ReplayCheckpoint checkpoint,
      Set<String> sinks) {
    if (!request.to().isEmpty() && !sinks.contains(request.to())) {
      return problem(ReplayTarget.noSink(request.to(), sinks));
    }
    String unmeant = unmeant(request, closed);
    if (!unmeant.isEmpty()) {
      return problem(unmeant);
    }
    List<RescueFiles.Dat> files = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (RescueFiles.Dat dat : closed) {
      if (wanted(request, dat)) {
        if (!dat.problem().isEmpty()) {
          unknown.add(dat.path() + ": " + dat.problem());
        } else if (dat.records() < 0) {
          return problem(dat.path() + COUNTING);
        } else if (sinks.contains(dat.name().sink()) || !request.to().isEmpty()) {
          files.add(dat);
        } else {
          unknown.add(dat.path() + ": " + ReplayTarget.noSink(dat.name().sink(), sinks));
        }
      }
    }
    if (request.newestFirst()) {
      Collections.reverse(files);
    }
    Optional<RescueFiles.Dat> half = half(closed, checkpoint);
    boolean goesOn = half.isPresent() && files.remove(half.get());
    if (goesOn) {
      files.add(0, half.get());
    }
    return new ReplayPlan(List.copyOf(files), unknown, goesOn ? Optional.empty() : half, "");
  }

  static ReplayPlan problem(String why) {
    return new ReplayPlan(List.of(), List.of(), Optional.empty(), why);
  }

  private static boolean wanted(ReplayRequest request, RescueFiles.Dat dat) {
    return isRejected(dat) == request.rejected()
        && (request.sinks().isEmpty() || request.sinks().contains(dat.name().sink()))
        && (request.files().isEmpty()
            || request.files().stream().anyMatch(file -> isNamed(dat, file)));
  }

  private static Optional<RescueFiles.Dat> half(
      List<RescueFiles.Dat> closed, ReplayCheckpoint checkpoint) {
    Optional<Position> position = checkpoint.position().filter(at -> at.offset() > 0);
    return closed.stream()
        .filter(dat -> position.filter(at -> at.file().equals(dat.key())).isPresent())
        .findFirst();
  }

  /** By its name, by that with {@code rejected/} before it, or by more of its path. */
  private static boolean isNamed(RescueFiles.Dat dat, String file) {
    try {
      return dat.path().endsWith(Path.of(file).normalize());
    } catch (InvalidPathException none) {
      return false;
    }
  }

  /** Why a file that was named is not meant; empty if all are. */
  private static String unmeant(ReplayRequest request, List<RescueFiles.Dat> closed) {
    for (String file : request.files()) {
      List<RescueFiles.Dat> named = closed.stream().filter(dat -> isNamed(dat, file)).toList();
      if (named.isEmpty()) {
        String nearest = NearestWord.of(file, closed.stream().map(RescueFiles.Dat::key).toList());
        return "no closed rescue file is named "
            + file
            + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?");
      }
      if (named.stream().noneMatch(dat -> isRejected(dat) == request.rejected())) {
        return file
            + (request.rejected()
                ? " holds no rejected records: leave --rejected out"
                : " holds rejected records: they need --rejected");
      }
    }
    return "";
  }

  private static boolean isRejected(RescueFiles.Dat dat) {
    return dat.place() == Place.REJECTED;
  }

  /** What to say when the files hold no record that is asked for. */
  String noneMeant() {
    String folder = files.isEmpty() ? "" : " in " + files.get(0).path().getParent();
    return "no record is meant of those in " + files.size() + " files" + folder;
  }

  /** Why there is nothing to replay. */
  String nothing(RescueStatus store) {
    List<String> live =
        store.files().stream()
            .filter(file -> file.state().equals("open"))
            .map(RescueStatus.File::file)
            .toList();
    return "nothing to replay in "
        + store.folder()
        + (live.isEmpty() ? "" : "; being written: " + String.join(", ", live))
        + (unknown.isEmpty() ? "" : "; " + String.join("; ", unknown));
  }
}
