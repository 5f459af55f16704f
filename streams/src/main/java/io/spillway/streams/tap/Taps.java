package io.spillway.streams.tap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The node's points that can be tapped, by kind and name, and the taps that are open, of which
 * there is a most. Points are made when parts are wired; a part that is removed ends its taps.
 * Thread-safe.
 */
public final class Taps {
  /** How long a tap may be open before its stream runs: a request may fail in between. */
  private static final long START_NANOS = 10_000_000_000L;

  private final int most;
  private final Map<Part, Map<String, TapPoint>> points = new HashMap<>();
  private final Map<Tap, Opening> open = new HashMap<>();
  private boolean draining;

  private record Opening(TapPoint point, long nanos) {}

  /** What can be tapped. */
  public enum Part {
    SOURCE,
    GROUP,
    SINK;

    private final String word = name().toLowerCase(java.util.Locale.ROOT);

    public String word() {
      return word;
    }
  }

  /** What opening gives. */
  public sealed interface Opened {}

  /** It is open, and waits for its {@link TapStage}. */
  public record Open(Tap tap) implements Opened {}

  /** There is no such part; these there are. */
  public record Unknown(List<String> names) implements Opened {}

  /** As many are open as may be. */
  public record TooMany(int most) implements Opened {}

  /** The node stops. */
  public record Draining() implements Opened {}

  /**
   * Without points.
   *
   * @param most taps that may be open at once
   */
  public Taps(int most) {
    this.most = most;
  }

  /** The point of a part, made now if it is not there. */
  public synchronized TapPoint point(Part part, String name) {
    return points
        .computeIfAbsent(part, p -> new TreeMap<>())
        .computeIfAbsent(name, n -> new TapPoint());
  }

  /** Parts of this kind that are not among these names are gone: their taps end. */
  public void retain(Part part, Set<String> names) {
    List<TapPoint> gone = new ArrayList<>();
    synchronized (this) {
      Map<String, TapPoint> its = points.getOrDefault(part, Map.of());
      its.forEach(
          (name, point) -> {
            if (!names.contains(name)) {
              gone.add(point);
            }
          });
      its.values().removeAll(gone);
    }
    end(gone, TapEnd.GONE);
  }

  /** The node drains: all taps end, and no other is opened. */
  public void drain() {
    synchronized (this) {
      draining = true;
    }
    end(null, TapEnd.DRAIN);
  }

  private void end(@Nullable List<TapPoint> at, TapEnd why) {
    List<Tap> ending = new ArrayList<>();
    synchronized (this) {
      open.forEach(
          (tap, opening) -> {
            if (at == null || at.contains(opening.point())) {
              ending.add(tap);
            }
          });
    }
    ending.forEach(tap -> tap.end(why));
  }

  /** Opens a tap on a part. */
  public Opened open(Part part, String name) {
    endUnread();
    synchronized (this) {
      TapPoint point = points.getOrDefault(part, Map.of()).get(name);
      if (draining) {
        return new Draining();
      } else if (point == null) {
        return new Unknown(List.copyOf(points.getOrDefault(part, Map.of()).keySet()));
      } else if (open.size() >= most) {
        return new TooMany(most);
      }
      Closing closing = new Closing();
      Tap tap = new Tap(point, closing);
      closing.tap = tap;
      open.put(tap, new Opening(point, System.nanoTime()));
      return new Open(tap);
    }
  }

  private void endUnread() {
    List<Tap> unread = new ArrayList<>();
    long now = System.nanoTime();
    synchronized (this) {
      open.forEach(
          (tap, opening) -> {
            if (!tap.isRead() && now - opening.nanos() > START_NANOS) {
              unread.add(tap);
            }
          });
    }
    unread.forEach(tap -> tap.end(TapEnd.CLOSED));
  }

  /** How many are open. */
  public synchronized int count() {
    return open.size();
  }

  private synchronized void closed(@Nullable Tap tap) {
    open.remove(tap);
  }

  private final class Closing implements Runnable {
    private @Nullable Tap tap;

    @Override
    public void run() {
      closed(tap);
    }
  }
}
