package io.spillway.streams.source.follow;

import io.spillway.streams.source.Descriptors;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A followed file's content while it is open; opened when it is needed, and counted among the open
 * ones of its source. Used under its file's lock.
 */
final class OpenContent {
  private final AtomicInteger open;
  private @Nullable Content content;
  private boolean lent;

  OpenContent(AtomicInteger open) {
    this.open = open;
  }

  boolean isOpen() {
    return content != null;
  }

  long size(long otherwise) throws IOException {
    return content == null ? otherwise : content.size();
  }

  Content at(Place place) throws IOException {
    Content now = content;
    if (now == null) {
      Object key = place.key();
      if (key == null) {
        throw new IOException(place.path() + " is not there");
      }
      now = Contents.open(place.path(), key);
      hold(now);
    }
    return now;
  }

  /** Whether there was no file descriptor to keep it open with: for one read only. */
  boolean isLent() {
    return content != null && lent;
  }

  void hold(@Nullable Content opened) {
    content = opened;
    if (opened != null) {
      open.getAndIncrement();
      lent = !Descriptors.ofProcess().take();
    }
  }

  void close() throws IOException {
    Content now = content;
    if (now != null) {
      content = null;
      open.getAndDecrement();
      now.close();
    }
  }
}
