package io.spillway.actors;

/**
 * How a replay is, or how the last one ended.
 *
 * @param state {@code none}, {@code running}, {@code waiting} (for its sink), {@code paused},
 *     {@code done}, {@code cancelled}, {@code stopped} or {@code failed}
 * @param detail why, for people; empty if there is nothing to say
 * @param file the one under way, empty if none is
 * @param records to be replayed in all
 * @param replayed delivered
 * @param rejected refused for good, now among the rejected
 * @param perSecond since it began
 * @param secondsLeft at that rate, -1 if unknown
 */
public record ReplayStatus(
    String state,
    String detail,
    String file,
    int filesLeft,
    long records,
    long replayed,
    long rejected,
    long perSecond,
    long secondsLeft)
    implements AdminMessage {
  /** There was no replay in this run. */
  public static final ReplayStatus NONE = ended("none", "");

  static ReplayStatus ended(String state, String detail) {
    return new ReplayStatus(state, detail, "", 0, 0, 0, 0, 0, -1);
  }

  /** Whether it goes on. */
  public boolean underWay() {
    return state.equals("running") || state.equals("waiting") || state.equals("paused");
  }

  /** Whether it did not begin only because a file's records are not counted yet. */
  public boolean stillCounts() {
    return detail.endsWith(ReplayPlan.COUNTING);
  }
}
