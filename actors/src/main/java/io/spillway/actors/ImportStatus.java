package io.spillway.actors;

/**
 * How an import is, or how it ended.
 *
 * @param state {@code running}, {@code done} or {@code refused}; refused, nothing of it was taken
 * @param detail why it was refused, for people; empty otherwise
 * @param file the rescue file that holds it, empty until it is done
 * @param sink who is to get the records; empty until that is known
 * @param records taken so far
 */
public record ImportStatus(String state, String detail, String file, String sink, long records)
    implements AdminMessage {
  public static ImportStatus refused(String why) {
    return new ImportStatus("refused", why, "", "", 0);
  }

  static ImportStatus running(long records) {
    return new ImportStatus("running", "", "", "", records);
  }

  /** Whether nothing was taken. */
  public boolean isRefused() {
    return state.equals("refused");
  }

  /** Whether all was taken. */
  public boolean isDone() {
    return state.equals("done");
  }
}
