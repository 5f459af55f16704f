package io.spillway.app.settings;

import io.spillway.streams.rescue.OwnerLock;
import io.spillway.streams.rescue.RescueSettings;
import io.spillway.streams.settings.Place;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.Problems;
import io.spillway.streams.settings.Words;
import io.spillway.streams.source.file.FoundFiles;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks what a start would find on the disks: the rescue folder's owner and room, sockets in the
 * way, and files to read.
 */
final class StorageChecks {
  private final Problems problems;
  private final boolean running;

  /**
   * Notes what is wrong in {@code problems}.
   *
   * @param running whether the node runs, so that its folder and sockets are its own
   */
  StorageChecks(Problems problems, boolean running) {
    this.problems = problems;
    this.running = running;
  }

  void all(NodeSettings node) {
    Place whole = new Place(node.config().toString(), 0);
    rescue(node.rescue(), whole);
    if (!running) {
      new JournalChecks(problems, whole).all(node);
    }
    for (SourceSettings source : node.sources()) {
      String key = "sources." + source.name();
      if (source.transport() instanceof SourceSettings.Unix unix) {
        socket(source.place(), key + ".path", unix.settings().path());
      } else if (source.transport() instanceof SourceSettings.Followed followed) {
        paths(source.place(), key + ".paths", followed.settings().files().paths());
      } else if (source.transport() instanceof SourceSettings.Files files) {
        paths(source.place(), key + ".paths", files.settings().paths());
      }
    }
  }

  private void rescue(RescueSettings rescue, Place place) {
    try {
      if (!running && OwnerLock.isTaken(rescue.folder())) {
        String what =
            "the folder is in use by process %s; two nodes need a data-dir or a rescue.folder each"
                .formatted(OwnerLock.holder(rescue.folder()));
        problems.add(new Problem(place, "rescue.folder", rescue.folder().toString(), what));
      }
      long free = Files.getFileStore(existing(rescue.folder())).getUsableSpace();
      if (free < rescue.minFree()) {
        String what =
            "%s are free on the disk of %s: nothing could be rescued"
                .formatted(Words.size(free >> 20 << 20), rescue.folder());
        problems.warn(new Problem(place, "rescue.min-free", Words.size(rescue.minFree()), what));
      }
    } catch (IOException unknown) {
      String what = "can't look at " + rescue.folder() + ": " + unknown;
      problems.warn(new Problem(place, "rescue.folder", "", what));
    }
  }

  private static Path existing(Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there == null ? folder : there;
  }

  private void socket(Place place, String key, Path path) {
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      String what = "there is no folder " + folder + " in which a socket could be made";
      problems.add(new Problem(place, key, path.toString(), what));
    } else if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      String what = "there is something that is no socket";
      problems.add(new Problem(place, key, path.toString(), what));
    } else if (!running && Files.exists(path) && answers(path)) {
      String what = "another process listens on this socket";
      problems.add(new Problem(place, key, path.toString(), what));
    }
  }

  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException leftBehind) {
      return false;
    }
  }

  private void paths(Place place, String key, Iterable<String> paths) {
    for (String path : paths) {
      boolean none = FoundFiles.of(List.of(path)).files().stream().noneMatch(Files::exists);
      if (none) {
        problems.warn(new Problem(place, key, path, "names no file now"));
      }
    }
  }
}
