package io.spillway.streams.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what of a segment is no whole frame in a file beside it, and tells so. */
final class SetAside {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.journal");

  private SetAside() {}

  /** The same segment gives the same files, however often it is looked at. */
  static void damaged(String source, SegmentScan.Found found) throws IOException {
    Path segment = found.path();
    if (!found.damaged().isEmpty()) {
      long bytes = copy(segment, found.damaged(), SegmentName.bad(segment));
      LOG.error(
          "journal damaged source={} path={} places={} bytes={} kept_in={}; what is whole comes"
              + " again",
          source,
          segment,
          found.damaged().size(),
          bytes,
          SegmentName.bad(segment));
    }
    if (found.torn() != null) {
      long bytes = copy(segment, List.of(found.torn()), SegmentName.torn(segment));
      LOG.warn(
          "journal torn tail source={} path={} bytes={} kept_in={}",
          source,
          segment,
          bytes,
          SegmentName.torn(segment));
    }
    if (found.headerDamaged() || found.marksDamaged() > 0) {
      LOG.warn(
          "journal damaged source={} path={} header={} marks={}; no batch is lost by that",
          source,
          segment,
          found.headerDamaged() ? 1 : 0,
          found.marksDamaged());
    }
  }

  private static long copy(Path segment, List<SegmentScan.Range> ranges, Path aside)
      throws IOException {
    long bytes = 0;
    try (FileChannel from = FileChannel.open(segment, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                aside,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      for (SegmentScan.Range range : ranges) {
        for (long at = range.from(); at < range.to(); ) {
          long copied = from.transferTo(at, range.to() - at, to);
          if (copied <= 0) {
            throw new EOFException(segment + " has become shorter while it was read");
          }
          at += copied;
          bytes += copied;
        }
      }
      to.force(true);
    }
    return bytes;
  }
}
