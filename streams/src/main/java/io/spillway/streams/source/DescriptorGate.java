package io.spillway.streams.source;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a listening socket accept while there are file descriptors for it, and says when there are
 * not, at most every 10 s. One thread's.
 */
public final class DescriptorGate {
  private static final Logger LOG = LoggerFactory.getLogger("ctrl.source");
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String source;
  private final Descriptors descriptors;
  private final LongSupplier nanos;
  private boolean shut;
  private boolean told;
  private long toldNanos;

  public DescriptorGate(String source) {
    this(source, Descriptors.ofProcess(), System::nanoTime);
  }

  DescriptorGate(String source, Descriptors descriptors, LongSupplier nanos) {
    this.source = source;
    this.descriptors = descriptors;
    this.nanos = nanos;
  }

  /** Whether one more connection may be accepted now. */
  public boolean admits() {
    if (descriptors.take()) {
      shut = false;
      return true;
    }
    if (!shut) {
      shut = true;
      warn("of %d file descriptors %d are open".formatted(descriptors.most(), descriptors.open()));
    }
    return false;
  }

  /** Accepting failed, as it does when the whole system has no descriptor left. */
  public void failed(String why) {
    shut = true;
    warn("a connection can't be accepted: " + why);
  }

  private void warn(String why) {
    long now = nanos.getAsLong();
    if (told && now - toldNanos < TELL_NANOS) {
      return;
    }
    told = true;
    toldNanos = now;
    LOG.warn(
        "source={} accepts no more for now: {}, and {} are kept for the node's own files; open"
            + " connections go on, others wait in the kernel. Raise the limit (ulimit -n,"
            + " LimitNOFILE=) or lower max-connections",
        source,
        why,
        descriptors.kept());
  }
}
